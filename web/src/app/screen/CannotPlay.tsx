import type { Failure } from '../media';
import { text } from '../text';

/** In the place of the picture: why there is none, and what to do. */
export function CannotPlay({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const words = text.cannotPlay;
  const { what, todo } = words.of[failure.reason];
  return (
    <div class="cannot-play" role="alert" data-testid="cannot-play" data-reason={failure.reason}>
      <h2>{words.title}</h2>
      <p>{failure.site === null ? what : words.site(failure.site)}</p>
      <p class="note">{failure.retrying ? words.retrying : todo}</p>
      <p class="session-url">{failure.url}</p>
      <div class="actions">
        <button type="button" class="button primary" data-testid="try-again" onClick={onRetry}>
          {text.tryAgain}
        </button>
        <a class="button" href={failure.url} target="_blank" rel="noopener noreferrer">
          {words.open}
        </a>
      </div>
    </div>
  );
}
