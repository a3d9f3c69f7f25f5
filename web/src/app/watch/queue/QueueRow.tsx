/** One video that waits, and what can be done with it. */
import type { Signal } from '@preact/signals';
import type { CatalogVideo, QueueItem } from '../../../client';
import { formatTime } from '../../format';
import { text } from '../../text';
import { Icon } from '../../ui/Icon';
import { Picture } from '../../ui/Picture';
import type { Party } from '../party';
import { factsOf } from './titles';
import { removalOf, whyNotQueue } from './why-not';

interface RowProps {
  party: Party;
  item: QueueItem;
  /** What the server has found out about it. */
  known: CatalogVideo | undefined;
  isFirst: boolean;
  dragged: Signal<number | null>;
  over: Signal<number | null>;
}

export function QueueRow({ party, item, known, isFirst, dragged, over }: RowProps) {
  const { members, me, queue } = party.view.value;
  const { title, length, picture } = factsOf(item, known);
  const by = item.by === null ? undefined : members.get(item.by)?.name;
  const byHand = queue.settings.order === 'by_hand';
  const isTarget = over.value === item.id && dragged.value !== item.id && dragged.value !== null;
  return (
    <li
      class={rowClass(dragged.value === item.id, isTarget)}
      data-testid="queue-row"
      data-id={item.id}
      onDragOver={(event) => {
        if (dragged.value === null) return;
        event.preventDefault();
        over.value = item.id;
      }}
      onDrop={(event) => {
        event.preventDefault();
        if (dragged.value !== null) drop(party, dragged.value, item.id);
        dragged.value = null;
        over.value = null;
      }}
    >
      {byHand && <Handle party={party} item={item} title={title} dragged={dragged} over={over} />}
      <Picture address={picture} class="queue-picture" testId="queue-picture" />
      <VoteButton party={party} item={item} title={title} />
      <div class="grow">
        <p class="queue-title" title={item.video.url}>
          {title}
        </p>
        <p class="queue-sub">
          {length !== null && <span>{formatTime(length)}</span>}
          <span>{item.by === me.id ? text.queue.byYou : text.queue.by(by ?? text.did.someone)}</span>
        </p>
      </div>
      <RowButtons party={party} item={item} title={title} canGoFirst={byHand && !isFirst} />
    </li>
  );
}

/** Dragged down, it goes behind the row that it is dropped on; dragged up, in front of it. */
function drop(party: Party, item: number, target: number): void {
  const { items } = party.view.value.queue;
  const from = items.findIndex(({ id }) => id === item);
  const to = items.findIndex(({ id }) => id === target);
  if (from === -1 || to === -1 || from === to) return;
  party.queue.move(item, (from < to ? items[to + 1] : items[to])?.id ?? null);
}

function rowClass(isDragged: boolean, isTarget: boolean): string {
  return `queue-row${isDragged ? ' dragged' : ''}${isTarget ? ' target' : ''}`;
}

type HandleProps = Pick<RowProps, 'party' | 'item' | 'dragged' | 'over'> & { title: string };

function Handle({ party, item, title, dragged, over }: HandleProps) {
  const why = whyNotQueue(party, 'move');
  return (
    <button
      type="button"
      class="queue-handle"
      draggable={why === undefined}
      aria-label={text.queue.handle(title)}
      title={why ?? text.queue.handleHint}
      data-testid="queue-handle"
      disabled={why !== undefined}
      onDragStart={(event) => {
        dragged.value = item.id;
        const row = event.currentTarget.closest('li');
        if (row !== null) event.dataTransfer?.setDragImage(row, 12, 12);
        event.dataTransfer?.setData('text/plain', item.video.url);
      }}
      onDragEnd={() => {
        dragged.value = null;
        over.value = null;
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        event.stopPropagation();
        party.queue.step(item.id, event.key === 'ArrowUp' ? -1 : 1);
      }}
    >
      <Icon name="grip" />
    </button>
  );
}

function VoteButton({ party, item, title }: { party: Party; item: QueueItem; title: string }) {
  const mine = party.view.value.votes.items.includes(item.id);
  const why = whyNotQueue(party, 'vote');
  return (
    <button
      type="button"
      class="queue-vote"
      aria-pressed={mine}
      aria-label={text.queue.vote(title, item.votes)}
      title={why ?? text.queue.voteHint}
      data-testid="queue-vote"
      disabled={why !== undefined}
      onClick={() => party.queue.vote(item.id)}
    >
      <Icon name="up" />
      <span>{item.votes}</span>
    </button>
  );
}

interface ButtonsProps {
  party: Party;
  item: QueueItem;
  title: string;
  canGoFirst: boolean;
}

function RowButtons({ party, item, title, canGoFirst }: ButtonsProps) {
  const { leads } = party.queue;
  const canRemove = item.by === party.view.value.me.id || party.whyNot('queue_remove') === null;
  const noLead = whyNotQueue(party, 'lead');
  const noMove = whyNotQueue(party, 'move');
  const noRemoval = whyNotQueue(party, removalOf(party, item));
  return (
    <div class="queue-buttons">
      {leads && (
        <button
          type="button"
          class="queue-button"
          aria-label={text.queue.playNow(title)}
          title={noLead ?? text.queue.playNowHint}
          data-testid="queue-play-now"
          disabled={noLead !== undefined}
          onClick={() => party.queue.playNow(item.id)}
        >
          <Icon name="play" />
        </button>
      )}
      {canGoFirst && (
        <button
          type="button"
          class="queue-button"
          aria-label={text.queue.playNext(title)}
          title={noMove ?? text.queue.playNextHint}
          data-testid="queue-play-next"
          disabled={noMove !== undefined}
          onClick={() => party.queue.playNext(item.id)}
        >
          <Icon name="top" />
        </button>
      )}
      {canRemove && (
        <button
          type="button"
          class="queue-button"
          aria-label={text.queue.remove(title)}
          title={noRemoval ?? text.queue.removeHint}
          data-testid="queue-remove"
          disabled={noRemoval !== undefined}
          onClick={() => party.queue.remove(item.id)}
        >
          <Icon name="cross" />
        </button>
      )}
    </div>
  );
}
