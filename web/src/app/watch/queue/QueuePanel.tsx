/** The tab of the queue: what plays, what comes, and how. */
import '../../styles/queue.css';
import { useSignal } from '@preact/signals';
import type { View } from '../../../client';
import { upcoming } from '../../../client';
import { formatDuration, formatTime } from '../../format';
import { text } from '../../text';
import { Icon } from '../../ui/Icon';
import type { Party } from '../party';
import { AddVideos } from './AddVideos';
import { QueueModes } from './QueueModes';
import { QueueRow } from './QueueRow';
import { titleOf, totalOf } from './titles';

export function QueuePanel({ party }: { party: Party }) {
  const view = party.view.value;
  const { queue } = view;
  const items = upcoming(queue);
  /** The item that is dragged, and the one that it is over. */
  const dragged = useSignal<number | null>(null);
  const over = useSignal<number | null>(null);
  return (
    <div class="queue" data-testid="queue">
      <AddVideos party={party} />
      <Now view={view} />
      <div class="queue-heading">
        <h3>{text.queue.next}</h3>
        <Total items={items} />
        {items.length > 0 && (
          <button
            type="button"
            class="button small"
            data-testid="queue-clear"
            disabled={party.away.value || !party.queue.leads}
            title={party.queue.leads ? undefined : text.queue.hostOnly}
            onClick={() => party.queue.clear()}
          >
            {text.queue.clear}
          </button>
        )}
      </div>
      {items.length === 0 ? (
        <p class="empty queue-empty">{text.queue.empty}</p>
      ) : (
        <ol class="queue-list" data-testid="queue-list">
          {items.map((item, index) => (
            <QueueRow
              key={item.id}
              party={party}
              item={item}
              isFirst={index === 0}
              dragged={dragged}
              over={over}
            />
          ))}
        </ol>
      )}
      <QueueModes party={party} />
    </div>
  );
}

function Now({ view }: { view: View }) {
  const { on_screen } = view.queue;
  const by = on_screen.by === null ? undefined : view.members.get(on_screen.by)?.name;
  return (
    <section class="queue-now" aria-label={text.queue.now}>
      <Icon name="play" />
      <div class="grow">
        <p class="queue-title" data-testid="queue-now">
          {titleOf(on_screen)}
        </p>
        <p class="queue-sub">
          {on_screen.length !== null && <span>{formatTime(on_screen.length)}</span>}
          {by !== undefined && <span>{text.queue.by(by)}</span>}
        </p>
      </div>
    </section>
  );
}

function Total({ items }: { items: Parameters<typeof totalOf>[0] }) {
  const { seconds, unknown } = totalOf(items);
  if (items.length === 0) return null;
  const words = seconds > 0 ? formatDuration(seconds) : null;
  return (
    <span class="queue-total" data-testid="queue-total">
      {text.queue.total(items.length, words, unknown)}
    </span>
  );
}
