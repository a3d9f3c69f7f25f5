/** The tab of the queue: what plays, what comes, and how. */
import '../../styles/queue.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { View } from '../../../client';
import { Catalogue, upcoming } from '../../../client';
import { formatDuration, formatTime } from '../../format';
import { rest } from '../../identity';
import { text } from '../../text';
import { recommendationText } from '../../text-recommendations';
import { Eventually } from '../../ui/Eventually';
import { Icon } from '../../ui/Icon';
import { Picture } from '../../ui/Picture';
import type { Party } from '../party';
import { AddVideos } from './AddVideos';
import { KnownVideos } from './known-videos';
import { QueueModes } from './QueueModes';
import { QueueRow } from './QueueRow';
import { factsOf, totalOf } from './titles';
import { whyNotQueue } from './why-not';

const catalogue = new Catalogue(rest);
const known = new KnownVideos((ids) => catalogue.known(ids));
/** How often it is looked whether more is known by now. */
const LOOK_EVERY_MS = 30_000;
const forGroup = async () => (await import('../../recommendations/ForGroup')).ForGroup;

export function QueuePanel({ party }: { party: Party }) {
  const view = party.view.value;
  const { queue } = view;
  const items = upcoming(queue);
  const noLead = whyNotQueue(party, 'lead');
  /** The item that is dragged, and the one that it is over. */
  const dragged = useSignal<number | null>(null);
  const over = useSignal<number | null>(null);
  const ids = [queue.on_screen, ...items].map(({ video }) => video.id);
  useEffect(() => {
    const look = () => void known.look(ids);
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [ids.join()]);
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
            disabled={noLead !== undefined}
            title={noLead}
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
              known={known.all.value.get(item.video.id)}
              isFirst={index === 0}
              dragged={dragged}
              over={over}
            />
          ))}
        </ol>
      )}
      <QueueModes party={party} />
      <Recommended party={party} />
    </div>
  );
}

/** Asked for when it is opened, and anew each time. */
function Recommended({ party }: { party: Party }) {
  const open = useSignal(false);
  return (
    <details
      class="for-group"
      data-testid="for-group"
      onToggle={(event) => {
        open.value = event.currentTarget.open;
      }}
    >
      <summary>{recommendationText.forGroup}</summary>
      <p class="note">{recommendationText.groupWhat}</p>
      {open.value && <Eventually load={forGroup} props={{ party }} failed={recommendationText.failed} />}
    </details>
  );
}

function Now({ view }: { view: View }) {
  const { on_screen } = view.queue;
  const { title, length, picture } = factsOf(on_screen, known.all.value.get(on_screen.video.id));
  const by = on_screen.by === null ? undefined : view.members.get(on_screen.by)?.name;
  return (
    <section class="queue-now" aria-label={text.queue.now}>
      <Icon name="play" />
      <Picture address={picture} class="queue-picture" testId="queue-picture" />
      <div class="grow">
        <p class="queue-title" data-testid="queue-now">
          {title}
        </p>
        <p class="queue-sub">
          {length !== null && <span>{formatTime(length)}</span>}
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
