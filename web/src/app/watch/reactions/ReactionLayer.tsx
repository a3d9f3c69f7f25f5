/** Reactions over the video: what floats, and six buttons to join in. */
import '../../styles/reactions.css';
import { useEffect, useRef } from 'preact/hooks';
import { isTyping } from '../../screen/keys';
import { text } from '../../text';
import { toast } from '../../toasts';
import type { Party } from '../party';
import { FloatingEmoji } from './FloatingEmoji';
import { QUICK } from './reactions';

/** How often one that is held down repeats, after a moment, in milliseconds. */
const REPEAT_MS = 150;
const HOLD_MS = 350;

export function ReactionLayer({ party }: { party: Party }) {
  useReactionKeys(party);
  return (
    <>
      <FloatingEmoji floaters={party.reactions.floaters} />
      <fieldset class="reaction-bar" aria-label={text.reactions.bar} data-testid="reaction-bar">
        {QUICK.map((emoji, index) => (
          <QuickButton key={emoji} emoji={emoji} number={index + 1} party={party} />
        ))}
      </fieldset>
    </>
  );
}

function QuickButton({ emoji, number, party }: { emoji: string; number: number; party: Party }) {
  const why = party.whyNot('react');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isHeld = useRef(false);
  const stop = () => clearTimeout(timer.current);
  useEffect(() => stop, []);
  const again = () => {
    // What is disabled does not hear that it is let go.
    if (party.whyNot('react') !== null) return;
    isHeld.current = true;
    party.reactions.react(emoji);
    timer.current = setTimeout(again, REPEAT_MS);
  };
  return (
    <button
      type="button"
      class="quick"
      aria-label={text.reactions.react(emoji)}
      title={why ?? text.reactions.key(emoji, number)}
      disabled={why !== null}
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
        if (!isHeld.current) party.reactions.react(emoji);
        isHeld.current = false;
      }}
    >
      {emoji}
    </button>
  );
}

/** Shift and 1 to 6, wherever the keyboard has its digits; a key that is held repeats by itself. */
function useReactionKeys(party: Party): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const number = /^Digit([1-6])$/.exec(event.code)?.[1];
      const isElse = !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey;
      const emoji = QUICK[Number(number) - 1];
      if (number === undefined || isElse || isTyping(event) || emoji === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const why = party.whyNot('react');
      if (why === null) party.reactions.react(emoji);
      else if (!event.repeat) toast(why, 'trouble');
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, [party]);
}
