/** A field for links: one, or several at once. */
import { useSignal } from '@preact/signals';
import { text } from '../../text';
import type { Party } from '../party';

export function AddVideos({ party }: { party: Party }) {
  const lines = useSignal('');
  const waits = useSignal(false);
  const add = async () => {
    if (lines.value.trim() === '' || waits.value) return;
    waits.value = true;
    if (await party.queue.add(lines.value)) lines.value = '';
    waits.value = false;
  };
  const rows = Math.min(Math.max(lines.value.split('\n').length, 1), 6);
  return (
    <form
      class="queue-add"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <textarea
        rows={rows}
        aria-label={text.queue.addLabel}
        placeholder={text.queue.addPlaceholder}
        spellcheck={false}
        autocomplete="off"
        data-testid="queue-url"
        value={lines.value}
        onInput={(event) => {
          lines.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void add();
        }}
      />
      <button
        type="submit"
        class="button primary"
        data-testid="queue-add"
        disabled={party.away.value || waits.value || lines.value.trim() === ''}
      >
        {text.queue.add}
      </button>
    </form>
  );
}
