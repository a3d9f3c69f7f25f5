/** How the queue goes: repeat, order, mix, and how long the next one is announced. */
import type { QueueRepeat } from '../../../client';
import { text } from '../../text';
import { Icon } from '../../ui/Icon';
import type { Party } from '../party';
import { whyNotQueue } from './why-not';

const REPEATS: readonly QueueRepeat[] = ['off', 'all', 'one'];
const GAPS_S = [0, 5, 10, 30];

export function QueueModes({ party }: { party: Party }) {
  const { items, settings } = party.view.value.queue;
  const why = whyNotQueue(party, 'lead');
  const disabled = why !== undefined;
  const gaps = GAPS_S.includes(settings.gap_s) ? GAPS_S : [...GAPS_S, settings.gap_s].sort((a, b) => a - b);
  return (
    <div class="queue-modes" title={why}>
      <button
        type="button"
        class="button small"
        data-testid="queue-shuffle"
        disabled={disabled || items.length < 2 || settings.order === 'by_votes'}
        onClick={() => party.queue.shuffle()}
      >
        <Icon name="shuffle" />
        {text.queue.shuffle}
      </button>
      <label>
        <span>{text.queue.repeat}</span>
        <select
          data-testid="queue-repeat"
          disabled={disabled}
          value={settings.repeat}
          onChange={(event) => {
            const repeat = REPEATS.find((value) => value === event.currentTarget.value);
            if (repeat !== undefined) party.queue.repeat(repeat);
          }}
        >
          {REPEATS.map((value) => (
            <option key={value} value={value}>
              {text.queue.repeats[value]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{text.queue.gap}</span>
        <select
          data-testid="queue-gap"
          disabled={disabled}
          value={String(settings.gap_s)}
          onChange={(event) => party.queue.gap(Number(event.currentTarget.value))}
        >
          {gaps.map((value) => (
            <option key={value} value={String(value)}>
              {text.queue.gapOf(value)}
            </option>
          ))}
        </select>
      </label>
      <label class="queue-check">
        <input
          type="checkbox"
          data-testid="queue-by-votes"
          disabled={disabled}
          checked={settings.order === 'by_votes'}
          onChange={(event) => party.queue.order(event.currentTarget.checked ? 'by_votes' : 'by_hand')}
        />
        <span>{text.queue.byVotes}</span>
      </label>
    </div>
  );
}
