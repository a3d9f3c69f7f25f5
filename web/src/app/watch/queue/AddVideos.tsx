/** A field for links: one, or several at once; a link to a whole list is asked about. */
import { type Signal, useSignal } from '@preact/signals';
import { text } from '../../text';
import { Eventually } from '../../ui/Eventually';
import type { Party } from '../party';
import { whyNotQueue } from './why-not';

/** One more than the server takes, so that it refuses links that were cut. */
const CHARS_MAX = 64 * 1024 + 1;

const offer = async () => (await import('./ListOffer')).ListOffer;

export function AddVideos({ party }: { party: Party }) {
  const lines = useSignal('');
  const waits = useSignal(false);
  /** The link that leads to several videos. */
  const list = useSignal<string | null>(null);
  const why = whyNotQueue(party, 'add');
  const add = async () => {
    const wanted = lines.value.trim();
    if (wanted === '' || waits.value || why !== undefined) return;
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
        <Field lines={lines} why={party.away.value ? undefined : why} onEnter={() => void add()} />
        <button
          type="submit"
          class="button primary"
          data-testid="queue-add"
          title={why}
          disabled={why !== undefined || waits.value || lines.value.trim() === ''}
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

interface FieldProps {
  lines: Signal<string>;
  /** Why nothing may be added; what was begun stays while it is only away. */
  why: string | undefined;
  onEnter: () => void;
}

function Field({ lines, why, onEnter }: FieldProps) {
  return (
    <textarea
      rows={why === undefined ? Math.min(Math.max(lines.value.split('\n').length, 1), 6) : 2}
      aria-label={text.queue.addLabel}
      placeholder={why ?? text.queue.addPlaceholder}
      disabled={why !== undefined}
      title={why}
      maxLength={CHARS_MAX}
      spellcheck={false}
      autocomplete="off"
      data-testid="queue-url"
      value={lines.value}
      onInput={(event) => {
        // A script knows no bound.
        lines.value = event.currentTarget.value.slice(0, CHARS_MAX);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        onEnter();
      }}
    />
  );
}
