import { useSignal } from '@preact/signals';
import { formatClock } from '../../format';
import { text } from '../../text';
import { Dialog } from '../../ui/Dialog';
import type { Party } from '../party';

/** Room for as many words as the server takes. */
const WORDS_CHARS_MAX = 20_000;
const SLOW_S = [0, 5, 10, 30, 60, 300];

/** How I read; for who may change the settings, the rules of the chat; for who moderates, what was reported. */
export function ChatOptions({ party, onClose }: { party: Party; onClose: () => void }) {
  const { chat } = party;
  const reading = chat.reading.value;
  return (
    <Dialog title={text.chat.options} onClose={onClose}>
      <label class="check">
        <input
          type="checkbox"
          checked={reading.lines}
          data-testid="chat-lines"
          onChange={(event) => chat.setReading({ lines: event.currentTarget.checked })}
        />
        {text.chat.showLines}
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={reading.spoilerSafe}
          data-testid="chat-spoilers"
          onChange={(event) => chat.setReading({ spoilerSafe: event.currentTarget.checked })}
        />
        {text.chat.spoilerSafe}
      </label>
      {chat.home.setsRules() && <Rules party={party} />}
      {chat.home.moderates() && <Reports party={party} />}
      <form method="dialog" class="actions">
        <button type="submit" class="button" data-testid="chat-options-close">
          {text.close}
        </button>
      </form>
    </Dialog>
  );
}

function Rules({ party }: { party: Party }) {
  const { chat } = party;
  const rules = chat.wantedRules.value ?? chat.state.value.rules;
  const words = useSignal(rules.words.join('\n'));
  const change = (next: Partial<typeof rules>) => chat.setRules(next);
  const waits = SLOW_S.includes(rules.slow_mode_s) ? SLOW_S : [...SLOW_S, rules.slow_mode_s];
  return (
    <fieldset class="chat-rules">
      <legend>{text.chat.rules}</legend>
      <label class="check">
        {text.chat.slowMode}
        <select
          data-testid="slow-mode"
          value={String(rules.slow_mode_s)}
          onChange={(event) => change({ slow_mode_s: Number(event.currentTarget.value) })}
        >
          {waits.map((seconds) => (
            <option key={seconds} value={String(seconds)}>
              {text.chat.slowFor(seconds)}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={rules.links}
          data-testid="chat-links"
          onChange={(event) => change({ links: event.currentTarget.checked })}
        />
        {text.chat.links}
      </label>
      <label class="field">
        {text.chat.words}
        <textarea
          rows={3}
          maxLength={WORDS_CHARS_MAX}
          data-testid="chat-words"
          value={words.value}
          onInput={(event) => {
            words.value = event.currentTarget.value;
          }}
          onChange={() => change({ words: words.value.split(/\s+/).filter((word) => word !== '') })}
        />
      </label>
    </fieldset>
  );
}

function Reports({ party }: { party: Party }) {
  const { chat } = party;
  const reports = chat.reports.value;
  const nameOf = (id: string) => party.view.value.members.get(id)?.name ?? text.did.someone;
  return (
    <section class="chat-reports" data-testid="chat-reports">
      <h3>{text.chat.reports}</h3>
      {reports.length === 0 && <p class="note">{text.chat.noReports}</p>}
      {reports.map(({ message: id, by, at }) => {
        const message = chat.state.value.messages.find((known) => known.id === id);
        return (
          <div key={`${id}-${by}`} class="chat-report" data-testid="chat-report">
            <p class="note">{text.chat.reportedBy(nameOf(by), formatClock(at))}</p>
            <p dir="auto">
              <bdi class="message-name">{message && nameOf(message.by)}</bdi>{' '}
              {message?.text ?? text.chat.olderMessage}
            </p>
            {message !== undefined && (
              <button
                type="button"
                class="button danger"
                onClick={() => {
                  void chat.remove(message).then(() => {
                    chat.reports.value = chat.reports.value.filter((report) => report.message !== id);
                  });
                }}
              >
                {text.chat.delete}
              </button>
            )}
          </div>
        );
      })}
    </section>
  );
}
