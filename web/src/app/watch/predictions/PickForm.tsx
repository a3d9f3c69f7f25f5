/** My pick: the points on the outcome that is chosen. */
import { useSignal } from '@preact/signals';
import type { Prediction } from '../../../client';
import { text } from '../../text';
import type { Party } from '../party';

const STEPS = [10, 50, 100];

interface PickProps {
  party: Party;
  prediction: Prediction;
  chosen: string | null;
}

export function PickForm({ party, prediction, chosen }: PickProps) {
  const words = text.predictions.pick;
  const book = party.predictions;
  const { mine } = prediction;
  const staked = mine?.stake ?? 0;
  const most = staked + (book.known.value?.me?.points ?? 0);
  const wanted = useSignal(staked);
  const sending = useSignal(false);
  const stake = Math.max(wanted.value, staked);
  const isTooMuch = stake > most;
  const outcome = prediction.outcomes.find(({ id }) => id === chosen);
  const isSame = mine !== null && mine.outcome === chosen && mine.stake === stake;
  const label = () => {
    if (outcome === undefined) return words.choose;
    if (isTooMuch) return words.tooMuch(most);
    if (isSame) return words.same;
    return stake === 0 ? words.free(outcome.text) : words.with(outcome.text, stake);
  };
  const send = async () => {
    if (outcome === undefined || isTooMuch) return;
    sending.value = true;
    await book.pick(prediction.id, { outcome: outcome.id, stake });
    sending.value = false;
  };
  return (
    <form
      class="pick"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="pick-stake">
        <label class="pick-input">
          <span class="note">{words.stake}</span>
          <input
            type="number"
            inputMode="numeric"
            min={staked}
            max={most}
            step={1}
            value={stake}
            data-testid="stake"
            onInput={(event) => {
              const whole = Math.floor(event.currentTarget.valueAsNumber);
              wanted.value = Number.isSafeInteger(whole) ? whole : staked;
            }}
          />
        </label>
        {STEPS.map((step) => (
          <button
            key={step}
            type="button"
            class="chip"
            disabled={stake + step > most}
            onClick={() => {
              wanted.value = stake + step;
            }}
          >
            +{step}
          </button>
        ))}
        <button
          type="button"
          class="chip"
          disabled={stake >= most}
          onClick={() => {
            wanted.value = most;
          }}
        >
          {words.all}
        </button>
      </div>
      <button
        type="submit"
        class="button primary"
        data-testid="send-pick"
        disabled={outcome === undefined || isTooMuch || isSame || sending.value || book.away.value}
      >
        {label()}
      </button>
      {mine !== null && <p class="note">{words.keeps}</p>}
    </form>
  );
}
