/** One prediction, live or in a replay: the question, the pools, and how it came out. */
import type { ComponentChildren } from 'preact';
import type { Prediction } from '../../../client';
import { text } from '../../text';

const CONFETTI = Array.from({ length: 18 }, (_, number) => number);

/** Which outcome I am about to pick. */
export interface Choice {
  readonly chosen: string | null;
  readonly choose: (outcome: string) => void;
}

interface CardProps {
  prediction: Prediction;
  by: string | null;
  nameOf: (id: string) => string;
  /** When it is locked, in words that go with the time. */
  closing?: ComponentChildren;
  /** Where it can be picked: the outcomes are buttons then. */
  choice?: Choice | undefined;
  /** It came out a moment ago. */
  isFresh?: boolean;
  children?: ComponentChildren;
}

export function PredictionCard({
  prediction,
  by,
  nameOf,
  closing,
  choice,
  isFresh = false,
  children,
}: CardProps) {
  const { state, question, mine } = prediction;
  const net = mine === null || mine.paid === null ? 0 : mine.paid - mine.stake;
  const celebrates = isFresh && state === 'resolved' && net > 0;
  return (
    <section
      class={`prediction ${state}${celebrates ? ' celebrates' : ''}`}
      aria-label={question}
      data-testid="prediction"
      data-state={state}
      data-id={prediction.id}
    >
      {celebrates && <Confetti />}
      <header class="prediction-head">
        <span class="badge">{text.predictions.state[state]}</span>
        {by !== null && <span class="note">{by}</span>}
      </header>
      <p class="prediction-question">{question}</p>
      <Pools prediction={prediction} choice={choice} />
      {closing}
      {(state === 'resolved' || state === 'cancelled') && <Result prediction={prediction} nameOf={nameOf} />}
      {children}
    </section>
  );
}

/** What share of everything is on an outcome, in percent: of the points, or of the people where nobody has staked any. */
function shareOf(prediction: Prediction, outcome: OutcomePool): number {
  const sum = (pick: (outcome: OutcomePool) => number) =>
    prediction.outcomes.reduce((total, one) => total + pick(one), 0);
  const stakes = sum((one) => one.stakes);
  const [part, all] = stakes > 0 ? [outcome.stakes, stakes] : [outcome.picks, sum((one) => one.picks)];
  return all === 0 ? 0 : Math.round((100 * part) / all);
}

function Pools({ prediction, choice }: { prediction: Prediction; choice: Choice | undefined }) {
  const pools = prediction.outcomes.map((outcome) => (
    <Pool key={outcome.id} prediction={prediction} outcome={outcome} choice={choice} />
  ));
  if (choice === undefined) return <ul class="pools">{pools}</ul>;
  return (
    <div class="pools" role="radiogroup" aria-label={text.predictions.pick.choose}>
      {pools}
    </div>
  );
}

type OutcomePool = Prediction['outcomes'][number];

function Pool({
  prediction,
  outcome,
  choice,
}: {
  prediction: Prediction;
  outcome: OutcomePool;
  choice: Choice | undefined;
}) {
  const share = shareOf(prediction, outcome);
  const isMine = prediction.mine?.outcome === outcome.id;
  const won = prediction.outcome === outcome.id;
  const words = text.predictions.pick;
  const facts = {
    class: classes({ pool: true, mine: isMine, won, chosen: choice?.chosen === outcome.id }),
    style: { '--share': `${share}%` },
    'data-testid': 'pool',
    'data-outcome': outcome.id,
    'data-picks': outcome.picks,
    'data-stakes': outcome.stakes,
    'data-won': won,
  };
  const label = words.label(outcome.text, share, outcome.picks, outcome.stakes);
  const body = (
    <>
      <span class="pool-text">
        {won && <span aria-hidden="true">★ </span>}
        {outcome.text}
      </span>
      <span class="pool-share">{share} %</span>
      <span class="pool-on">
        {words.on(outcome.picks, outcome.stakes)}
        {isMine && <b> · {words.yours}</b>}
      </span>
    </>
  );
  if (choice === undefined) {
    return (
      <li aria-label={label} {...facts}>
        {body}
      </li>
    );
  }
  return (
    <label {...facts}>
      <input
        type="radio"
        name={`pick-${prediction.id}`}
        value={outcome.id}
        checked={choice.chosen === outcome.id}
        aria-label={label}
        data-testid="choose-outcome"
        onChange={() => choice.choose(outcome.id)}
      />
      {body}
    </label>
  );
}

function classes(of: Record<string, boolean>): string {
  return Object.keys(of)
    .filter((name) => of[name])
    .join(' ');
}

function Result({ prediction, nameOf }: { prediction: Prediction; nameOf: (id: string) => string }) {
  const words = text.predictions.result;
  const { state, refunded, winners, payouts } = prediction;
  const pool = prediction.outcomes.reduce((total, outcome) => total + outcome.stakes, 0);
  const answer = prediction.outcomes.find(({ id }) => id === prediction.outcome)?.text;
  const gains = payouts.filter(({ stake, paid }) => paid > stake).slice(0, 5);
  return (
    <div class="prediction-result" role="status">
      {answer !== undefined && <p class="prediction-answer">{words.was(answer)}</p>}
      <Mine prediction={prediction} />
      {state === 'cancelled' && <p class="note">{words.cancelled}</p>}
      {state === 'resolved' && refunded && pool > 0 && <p class="note">{words.refunded}</p>}
      {winners > 0 && <p class="note">{words.winners(winners, pool)}</p>}
      {gains.length > 0 && (
        <p class="note gains">
          {gains.map(({ member, stake, paid }) => words.share(nameOf(member), paid - stake)).join(', ')}
        </p>
      )}
    </div>
  );
}

function Mine({ prediction: { mine, state, outcome, refunded } }: { prediction: Prediction }) {
  const words = text.predictions.result;
  if (mine === null || mine.paid === null || state === 'cancelled') return null;
  const isRight = mine.outcome === outcome;
  const net = mine.paid - mine.stake;
  const line = () => {
    if (mine.stake === 0) return isRight ? words.right : words.wrong;
    if (refunded) return words.back;
    if (net > 0) return words.won(net);
    return net === 0 ? words.even : words.lost(-net);
  };
  return (
    <p class={`prediction-mine ${isRight ? 'good' : 'bad'}`} data-testid="prediction-mine" data-net={net}>
      {line()}
    </p>
  );
}

function Confetti() {
  return (
    <span class="confetti" aria-hidden="true" data-testid="confetti">
      {CONFETTI.map((number) => (
        <i
          key={number}
          style={{
            '--x': `${(number * 53) % 100}%`,
            '--delay': `${(number * 37) % 400}ms`,
            '--hue': String((number * 67) % 360),
          }}
        />
      ))}
    </span>
  );
}
