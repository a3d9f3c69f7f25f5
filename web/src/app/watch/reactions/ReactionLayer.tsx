/** Reactions over the video: what floats, and six buttons to join in. */
import '../../styles/reactions.css';
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../../text';
import type { Party } from '../party';
import { QUICK, type Reactions } from './reactions';

/** How often one that is held down repeats, after a moment, in milliseconds. */
const REPEAT_MS = 150;
const HOLD_MS = 350;

export function ReactionLayer({ party }: { party: Party }) {
  const { reactions } = party;
  useReactionKeys(reactions);
  return (
    <>
      <div class="floating" aria-hidden="true" data-testid="floating">
        {reactions.floating.value.map(({ id, emoji, x, delayMs, many }) => (
          <span
            key={id}
            class="floater"
            data-emoji={emoji}
            style={{ '--x': x.toFixed(3), '--delay': `${Math.round(delayMs)}ms` }}
          >
            {emoji}
            {many > 1 && <small>×{many}</small>}
          </span>
        ))}
      </div>
      <fieldset class="reaction-bar" aria-label={text.reactions.bar} data-testid="reaction-bar">
        {QUICK.map((emoji, index) => (
          <QuickButton key={emoji} emoji={emoji} number={index + 1} reactions={reactions} />
        ))}
      </fieldset>
    </>
  );
}

function QuickButton({ emoji, number, reactions }: { emoji: string; number: number; reactions: Reactions }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isHeld = useRef(false);
  const stop = () => clearTimeout(timer.current);
  useEffect(() => stop, []);
  const again = () => {
    isHeld.current = true;
    reactions.react(emoji);
    timer.current = setTimeout(again, REPEAT_MS);
  };
  return (
    <button
      type="button"
      class="quick"
      aria-label={text.reactions.react(emoji)}
      title={text.reactions.key(emoji, number)}
      aria-keyshortcuts={`Shift+${number}`}
      data-testid="quick-reaction"
      data-emoji={emoji}
      onPointerDown={() => {
        isHeld.current = false;
        stop();
        timer.current = setTimeout(again, HOLD_MS);
      }}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onContextMenu={(event) => event.preventDefault()}
      onClick={() => {
        // The click that ends holding is none of its own.
        if (!isHeld.current) reactions.react(emoji);
        isHeld.current = false;
      }}
    >
      {emoji}
    </button>
  );
}

/** Shift and 1 to 6, wherever the keyboard has its digits; a key that is held repeats by itself. */
function useReactionKeys(reactions: Reactions): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const number = /^Digit([1-6])$/.exec(event.code)?.[1];
      const isElse = !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey;
      const isTyping =
        event.target instanceof HTMLElement &&
        event.target.closest('dialog, input, textarea, select, [contenteditable]') !== null;
      const emoji = QUICK[Number(number) - 1];
      if (number === undefined || isElse || isTyping || emoji === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      reactions.react(emoji);
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, [reactions]);
}
