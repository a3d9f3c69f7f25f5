/** In full screen: the chat over the video, and the button that shows it. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { text } from '../../text';
import { Icon } from '../../ui/Icon';
import type { Party } from '../party';
import { Chat } from './Chat';

export function ChatOverlay({ party }: { party: Party }) {
  const { chat, chatOver } = party;
  const isFull = useSignal(document.fullscreenElement !== null);
  useEffect(() => {
    const off = new AbortController();
    const note = () => {
      isFull.value = document.fullscreenElement !== null;
    };
    document.addEventListener('fullscreenchange', note, { signal: off.signal });
    return () => off.abort();
  }, []);
  if (!isFull.value) return null;
  const unread = chat.unread.value;
  return (
    <>
      <button
        type="button"
        class="chat-over-button"
        aria-label={text.chat.over}
        aria-pressed={chatOver.value}
        aria-keyshortcuts="C"
        title={text.chat.over}
        data-testid="chat-over"
        onClick={() => {
          chatOver.value = !chatOver.value;
        }}
      >
        <Icon name="chat" />
        {unread > 0 && <span class="count alert">{unread}</span>}
      </button>
      {chatOver.value && (
        <div class="chat-over">
          <Chat party={party} />
        </div>
      )}
    </>
  );
}
