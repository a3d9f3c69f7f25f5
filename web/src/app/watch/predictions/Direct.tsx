/** For who opened it, and the host: lock it, say what it was, call it off. */
import { useSignal } from '@preact/signals';
import type { Prediction } from '../../../client';
import { text } from '../../text';
import type { PredictionBook } from './book';

export function Direct({ book, prediction }: { book: PredictionBook; prediction: Prediction }) {
  const words = text.predictions.direct;
  const { id, state, outcomes } = prediction;
  const was = useSignal<string | null>(null);
  const busy = useSignal(false);
  const does = async (action: () => Promise<boolean>) => {
    busy.value = true;
    await action();
    busy.value = false;
  };
  const answer = outcomes.find((outcome) => outcome.id === was.value);
  const off = busy.value || book.away.value;
  return (
    <div class="direct">
      {state === 'locked' && (
        <>
          <p class="note">{words.was}</p>
          <div class="direct-outcomes">
            {outcomes.map((outcome) => (
              <button
                key={outcome.id}
                type="button"
                class="chip"
                aria-pressed={was.value === outcome.id}
                data-testid="was-outcome"
                onClick={() => {
                  was.value = outcome.id;
                }}
              >
                {outcome.text}
              </button>
            ))}
          </div>
          <button
            type="button"
            class="button primary"
            data-testid="resolve-prediction"
            disabled={off || answer === undefined}
            onClick={() => answer && void does(() => book.resolve(id, answer.id))}
          >
            {answer === undefined ? words.choose : words.reveal(answer.text)}
          </button>
        </>
      )}
      <div class="direct-row">
        {state === 'open' && (
          <button
            type="button"
            class="button"
            data-testid="lock-prediction"
            disabled={off}
            onClick={() => void does(() => book.lock(id))}
          >
            {words.lock}
          </button>
        )}
        <button
          type="button"
          class="button danger"
          data-testid="cancel-prediction"
          disabled={off}
          onClick={() => void does(() => book.cancel(id))}
        >
          {words.cancel}
        </button>
      </div>
    </div>
  );
}
