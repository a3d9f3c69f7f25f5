import '../../styles/predictions.css';
import { useSignal } from '@preact/signals';
import type { Prediction } from '../../../client';
import { text } from '../../text';
import type { Party } from '../party';
import { Closing } from './Closing';
import { Direct } from './Direct';
import { Leaders, MyHistory } from './Leaders';
import { OpenForm } from './OpenForm';
import { PickForm } from './PickForm';
import { PredictionCard } from './PredictionCard';

/** What is asked, what I pick, how it came out, and who has most points. */
export function Predictions({ party }: { party: Party }) {
  const asking = useSignal(false);
  const { me, members } = party.view.value;
  const book = party.predictions;
  const why = party.whyNot('predict_open');
  const known = book.known.value;
  const nameOf = (id: string) => members.get(id)?.name ?? text.did.someone;
  return (
    <div class="predictions" data-testid="predictions">
      {book.away.value && (
        <p class="banner" role="status" data-testid="predictions-away">
          {text.away.notice('prediction')}
        </p>
      )}
      {known === null && !book.away.value && <p class="empty">{text.predictions.loading}</p>}
      {known !== null && (
        <>
          <div class="prediction-top">
            <span class="prediction-balance" data-testid="points" data-points={known.me?.points}>
              {known.me !== null && text.predictions.balance(known.me.points)}
            </span>
            {!asking.value && (
              <button
                type="button"
                class="button"
                data-testid="ask-prediction"
                disabled={book.away.value || why !== null}
                title={why ?? undefined}
                onClick={() => {
                  asking.value = true;
                }}
              >
                {text.predictions.ask}
              </button>
            )}
          </div>
          {asking.value && (
            <OpenForm
              party={party}
              onDone={() => {
                asking.value = false;
              }}
            />
          )}
          {known.open.length + known.over.length === 0 && !asking.value && (
            <p class="empty">{text.predictions.nothing}</p>
          )}
          {known.open.map((prediction) => (
            <Waiting key={prediction.id} party={party} prediction={prediction} nameOf={nameOf} />
          ))}
          {known.over.length > 0 && <h3 class="prediction-heading">{text.predictions.over}</h3>}
          {known.over.map((prediction) => (
            <PredictionCard
              key={prediction.id}
              prediction={prediction}
              by={prediction.by === null ? null : nameOf(prediction.by)}
              nameOf={nameOf}
              isFresh={book.fresh.value.has(prediction.id)}
            />
          ))}
          <Leaders leaders={known.leaders} me={me.id} />
          <MyHistory />
        </>
      )}
    </div>
  );
}

interface WaitingProps {
  party: Party;
  prediction: Prediction;
  nameOf: (id: string) => string;
}

/** One that is open, or waits for how it comes out. */
function Waiting({ party, prediction, nameOf }: WaitingProps) {
  const chosen = useSignal(prediction.mine?.outcome ?? null);
  const { me } = party.view.value;
  const isOpen = prediction.state === 'open';
  const mayDirect = prediction.by === me.id || party.whyNot('predict_settle') === null;
  const choice = {
    chosen: chosen.value,
    choose: (outcome: string) => {
      chosen.value = outcome;
    },
  };
  return (
    <PredictionCard
      prediction={prediction}
      by={prediction.by === null ? null : nameOf(prediction.by)}
      nameOf={nameOf}
      closing={<Closing party={party} prediction={prediction} />}
      choice={isOpen ? choice : undefined}
    >
      {isOpen && <PickForm party={party} prediction={prediction} chosen={chosen.value} />}
      {mayDirect && <Direct book={party.predictions} prediction={prediction} />}
    </PredictionCard>
  );
}
