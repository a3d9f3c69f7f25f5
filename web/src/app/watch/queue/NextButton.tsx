/** In the control bar: on to the next video, or a vote for it. */
import { text } from '../../text';
import { Icon } from '../../ui/Icon';
import type { Party } from '../party';
import { titleOf } from './titles';

export function NextButton({ party }: { party: Party }) {
  const { queue, votes } = party.view.value;
  const { next, leads } = party.queue;
  if (next === null) return null;
  const { skips, skips_needed } = queue;
  const title = titleOf(next);
  const label = leads ? text.queue.goOn(title) : text.queue.voteToSkip(skips, skips_needed);
  return (
    <button
      type="button"
      class="control next"
      aria-label={label}
      aria-pressed={leads ? undefined : votes.skip}
      title={party.away.value ? text.away.controls : label}
      disabled={party.away.value}
      data-testid="next"
      onClick={() => party.queue.skip()}
    >
      <Icon name="skip" />
      {(!leads || skips > 0) && (
        <span class="next-votes" data-testid="skip-votes">
          {skips}/{skips_needed}
        </span>
      )}
    </button>
  );
}
