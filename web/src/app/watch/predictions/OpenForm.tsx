/** Asking the others what will happen. */
import { useSignal } from '@preact/signals';
import { text } from '../../text';
import type { Party } from '../party';
import type { Question } from './book';

const OUTCOMES_MIN = 2;
const OUTCOMES_MAX = 10;
const CHARS_MAX = 100;
const RULES = ['by_hand', 'time', 'position'] as const;

type Rule = (typeof RULES)[number];

/** Seconds of `1:02:03`, `12:34` or `90`; null for anything else. */
export function readPosition(said: string): number | null {
  if (!/^\d+(:[0-5]?\d){0,2}(\.\d+)?$/.test(said.trim())) return null;
  return said
    .trim()
    .split(':')
    .reduce((seconds, part) => 60 * seconds + Number(part), 0);
}

export function OpenForm({ party, onDone }: { party: Party; onDone: () => void }) {
  const words = text.predictions.form;
  const question = useSignal('');
  const outcomes = useSignal<readonly string[]>(['', '']);
  const rule = useSignal<Rule>('by_hand');
  const seconds = useSignal(60);
  const position = useSignal('');
  const trouble = useSignal<string | null>(null);
  const sending = useSignal(false);

  const read = (): Question | string => {
    const said = outcomes.value.map((outcome) => outcome.trim()).filter((outcome) => outcome !== '');
    const alike = new Set(said.map((outcome) => outcome.toLowerCase())).size < said.length;
    if (question.value.trim() === '' || said.length < OUTCOMES_MIN || alike) return words.needs;
    const asked = { question: question.value.trim(), outcomes: said };
    if (rule.value === 'time') return { ...asked, closes_in_s: seconds.value };
    if (rule.value === 'by_hand') return asked;
    const at = readPosition(position.value);
    return at === null ? words.badPosition : { ...asked, closes_at_position: at };
  };
  const send = async () => {
    const asked = read();
    trouble.value = typeof asked === 'string' ? asked : null;
    if (typeof asked === 'string') return;
    sending.value = true;
    const done = await party.predictions.open(asked);
    sending.value = false;
    if (done) onDone();
  };
  const change = (index: number, said: string) => {
    outcomes.value = outcomes.value.map((outcome, at) => (at === index ? said : outcome));
  };
  return (
    <form
      class="ask"
      data-testid="ask-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="field">
        {words.question}
        <input
          value={question.value}
          maxLength={CHARS_MAX}
          placeholder={words.questionPlaceholder}
          data-testid="question-input"
          onInput={(event) => {
            question.value = event.currentTarget.value;
          }}
        />
      </label>
      {outcomes.value.map((outcome, index) => (
        <div class="ask-outcome" key={index}>
          <input
            value={outcome}
            maxLength={CHARS_MAX}
            aria-label={words.outcome(index + 1)}
            placeholder={words.outcome(index + 1)}
            data-testid="outcome-input"
            onInput={(event) => change(index, event.currentTarget.value)}
          />
          {outcomes.value.length > OUTCOMES_MIN && (
            <button
              type="button"
              class="chip"
              aria-label={words.remove(index + 1)}
              onClick={() => {
                outcomes.value = outcomes.value.filter((_, at) => at !== index);
              }}
            >
              ×
            </button>
          )}
        </div>
      ))}
      {outcomes.value.length < OUTCOMES_MAX && (
        <button
          type="button"
          class="chip"
          data-testid="add-outcome"
          onClick={() => {
            outcomes.value = [...outcomes.value, ''];
          }}
        >
          {words.add}
        </button>
      )}
      <label class="field">
        {words.closes}
        <select
          value={rule.value}
          data-testid="closes-rule"
          onChange={(event) => {
            rule.value = RULES.find((one) => one === event.currentTarget.value) ?? 'by_hand';
          }}
        >
          {RULES.map((one) => (
            <option key={one} value={one}>
              {words.rules[one]}
            </option>
          ))}
        </select>
      </label>
      {rule.value === 'time' && (
        <label class="field">
          {words.seconds}
          <input
            type="number"
            min={1}
            max={21_600}
            value={seconds.value}
            data-testid="closes-seconds"
            onInput={(event) => {
              seconds.value = event.currentTarget.valueAsNumber || 0;
            }}
          />
        </label>
      )}
      {rule.value === 'position' && (
        <label class="field">
          {words.position}
          <input
            value={position.value}
            placeholder="12:34"
            maxLength={12}
            data-testid="closes-position"
            onInput={(event) => {
              position.value = event.currentTarget.value;
            }}
          />
        </label>
      )}
      {trouble.value !== null && (
        <p class="note bad" role="alert" data-testid="ask-trouble">
          {trouble.value}
        </p>
      )}
      <div class="direct-row">
        <button type="submit" class="button primary" data-testid="open-prediction" disabled={sending.value}>
          {words.open}
        </button>
        <button type="button" class="button" onClick={onDone}>
          {text.cancel}
        </button>
      </div>
    </form>
  );
}
