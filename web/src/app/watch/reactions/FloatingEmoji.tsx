import '../../styles/reactions.css';
import type { Floaters } from './floaters';

/** What floats over the video. Nobody has to read it. */
export function FloatingEmoji({ floaters }: { floaters: Floaters }) {
  return (
    <div class="floating" aria-hidden="true" data-testid="floating">
      {floaters.floating.value.map(({ id, emoji, x, delayMs, many }) => (
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
  );
}
