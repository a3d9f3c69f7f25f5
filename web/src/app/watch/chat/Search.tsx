import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { MessagePage } from '../../../client';
import { text } from '../../text';
import type { Party } from '../party';
import { MessageRow } from './MessageRow';

const PAUSE_MS = 250;

/** Looks for messages, in the whole session. */
export function Search({ party, onClose }: { party: Party; onClose: () => void }) {
  const { chat } = party;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const words = useSignal('');
  const page = useSignal<MessagePage | null>(null);
  const trouble = useSignal(false);
  const wanted = words.value.trim();
  const shown = useComputed(() => chat.readable(page.value?.messages ?? [])).value;
  useEffect(() => {
    page.value = null;
    trouble.value = false;
    if (wanted === '') return;
    let isOld = false;
    const timer = setTimeout(() => {
      const found = chat.search(wanted);
      found.then(
        (result) => {
          if (!isOld) page.value = result;
        },
        () => {
          if (!isOld) trouble.value = true;
        },
      );
    }, PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [wanted]);
  return (
    <div class="chat-scroll searching">
      <input
        ref={field}
        type="search"
        class="chat-search"
        maxLength={100}
        placeholder={text.chat.searchFor}
        aria-label={text.chat.searchFor}
        data-testid="search-input"
        onInput={(event) => {
          words.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onClose();
        }}
      />
      <div class="messages" data-testid="search-results">
        {trouble.value && <p class="empty">{text.chat.searchFailed}</p>}
        {page.value?.messages.length === 0 && <p class="empty">{text.chat.nothingFound(wanted)}</p>}
        {shown.messages.toReversed().map((message) => (
          <MessageRow key={message.id} message={message} isGrouped={false} party={party} />
        ))}
        {shown.waiting > 0 && (
          <p class="chat-waiting" data-testid="search-waiting">
            {text.chat.waiting(shown.waiting)}
          </p>
        )}
        {page.value?.more === true && <p class="chat-waiting">{text.chat.moreFound}</p>}
      </div>
    </div>
  );
}
