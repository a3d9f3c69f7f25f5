/** Who has most points here, and what mine came to elsewhere. */
import { useSignal } from '@preact/signals';
import type { Leader, PredictionHistory } from '../../../client';
import { asMe, rest } from '../../identity';
import { replayPath } from '../../router';
import { text } from '../../text';
import { Avatar } from '../../ui/Avatar';
import { Link } from '../../ui/Link';

export function Leaders({ leaders, me }: { leaders: readonly Leader[]; me: string }) {
  const words = text.predictions.leaders;
  return (
    <section>
      <h3 class="prediction-heading">{words.title}</h3>
      {leaders.length === 0 && <p class="note">{words.none}</p>}
      <ol class="leaders" data-testid="leaders">
        {leaders.map(({ member, name, score }) => (
          <li key={member} class={member === me ? 'leader mine' : 'leader'} data-testid="leader">
            <Avatar id={member} name={name} />
            <span class="grow">
              <span class="leader-name">{name}</span>
              <span class="note">{words.tally(score.right, score.wrong)}</span>
            </span>
            <b data-testid="leader-points">{score.points.toLocaleString('en')}</b>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function MyHistory() {
  const words = text.predictions.history;
  const told = useSignal<PredictionHistory | null>(null);
  const failed = useSignal(false);
  const load = async (cursor?: string) => {
    try {
      const page = await asMe((token) => rest.myPredictions(token, cursor));
      const before = cursor === undefined ? [] : (told.value?.sessions ?? []);
      told.value = { sessions: [...before, ...page.sessions], next: page.next };
      failed.value = false;
    } catch {
      failed.value = true;
    }
  };
  const next = told.value?.next ?? null;
  return (
    <details
      class="prediction-history"
      data-testid="prediction-history"
      onToggle={(event) => {
        if (event.currentTarget.open) void load();
      }}
    >
      <summary>{words.title}</summary>
      {failed.value && <p class="note bad">{text.away.again('prediction')}</p>}
      {told.value?.sessions.length === 0 && <p class="note">{words.none}</p>}
      <ul>
        {told.value?.sessions.map(({ session, title, score }) => (
          <li key={session} class="leader" data-testid="history-session">
            <Link to={replayPath(session)} class="grow">
              {title}
            </Link>
            <span class="note">{words.line(score.won, score.lost)}</span>
          </li>
        ))}
      </ul>
      {next !== null && (
        <button type="button" class="chip" onClick={() => void load(next)}>
          {words.more}
        </button>
      )}
    </details>
  );
}
