/** A field for links: one, or several at once; a link to a whole list is asked about. */
import { type Signal, useSignal } from '@preact/signals';
import { text } from '../../text';
import { Eventually } from '../../ui/Eventually';
import type { Party } from '../party';

const offer = async () => (await import('./ListOffer')).ListOffer;

export function AddVideos({ party }: { party: Party }) {
  const lines = useSignal('');
  const waits = useSignal(false);
  /** The link that leads to several videos. */
  const list = useSignal<string | null>(null);
  const add = async () => {
    const wanted = lines.value.trim();
    if (wanted === '' || waits.value) return;
    waits.value = true;
    list.value = null;
    const came = await party.queue.add(wanted);
    waits.value = false;
    if (came === 'list') list.value = wanted;
    if (came === 'added') lines.value = '';
  };
  const close = (added: boolean) => {
    list.value = null;
    if (added) lines.value = '';
  };
  return (
    <>
      <form
        class="queue-add"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field lines={lines} onEnter={() => void add()} />
        <button
          type="submit"
          class="button primary"
          data-testid="queue-add"
          disabled={party.away.value || waits.value || lines.value.trim() === ''}
        >
          {text.queue.add}
        </button>
      </form>
      {list.value !== null && (
        <Eventually
          key={list.value}
          load={offer}
          props={{ party, url: list.value, onClose: close }}
          failed={text.queue.listFailed}
        />
      )}
    </>
  );
}

function Field({ lines, onEnter }: { lines: Signal<string>; onEnter: () => void }) {
  return (
    <textarea
      rows={Math.min(Math.max(lines.value.split('\n').length, 1), 6)}
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
        onEnter();
      }}
    />
  );
}
