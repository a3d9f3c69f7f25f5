/** What a client knows of the queue, and how events change it. Pure: every change gives a new value. */
import type { EventFrame, Queue, QueueItem, QueueVotes } from './generated/protocol';

/** What waits, the next one first. */
export function upcoming({ items, settings }: Queue): readonly QueueItem[] {
  if (settings.order === 'by_hand') return items;
  return [...items].sort((a, b) => b.votes - a.votes || a.id - b.id);
}

/** What comes next for somebody who wants to leave the item on screen, or when it is over. */
export function nextOf(queue: Queue, isOver = false): QueueItem | null {
  const { repeat } = queue.settings;
  if (isOver && repeat === 'one') return queue.on_screen;
  return upcoming(queue)[0] ?? (repeat === 'off' ? null : queue.on_screen);
}

export function queueAfter(queue: Queue, { seq, by, event }: EventFrame): Queue {
  switch (event.type) {
    case 'queue_added': {
      const { video, title, before } = event;
      return put(queue, { id: seq, video, title, length: null, by, votes: 0 }, before);
    }
    case 'queue_moved': {
      const item = queue.items.find(({ id }) => id === event.item);
      return item === undefined ? queue : put(queue, item, event.before);
    }
    case 'queue_removed':
      return without(queue, event.items);
    case 'queue_voted':
      return withItem(queue, event.item, ({ votes }) => ({
        votes: Math.max(0, votes + (event.up ? 1 : -1)),
      }));
    case 'queue_measured':
      return withItem(queue, event.item, () => ({ length: event.length }));
    case 'queue_described': {
      const { item, video, title, length } = event;
      const { on_screen } = queue;
      if (on_screen.id === item) return { ...queue, on_screen: { ...on_screen, video, title, length } };
      return withItem(queue, item, () => ({ video, title, length }));
    }
    case 'queue_skip_voted':
      return { ...queue, skips: Math.max(0, queue.skips + (event.up ? 1 : -1)) };
    case 'queue_shuffled': {
      const place = new Map(event.order.map((id, index) => [id, index]));
      const of = ({ id }: QueueItem) => place.get(id) ?? event.order.length;
      return { ...queue, items: [...queue.items].sort((a, b) => of(a) - of(b)) };
    }
    case 'queue_set':
      return { ...queue, settings: event.settings };
    case 'queue_announced':
      return { ...queue, announced: { seq, begins: event.begins, reason: event.reason } };
    case 'queue_cancelled':
    case 'ended':
      return { ...queue, announced: null };
    case 'queue_began': {
      const { item, kept, has_previous } = event;
      const again = kept === null ? queue : put(queue, { ...kept.item, votes: 0 }, kept.before);
      return { ...without(again, [item.id]), on_screen: item, has_previous };
    }
    case 'queue_undone': {
      const back = event.put.reduce(
        (rest, { item, before }) => {
          const waits = rest.items.find(({ id }) => id === item.id);
          return put(rest, waits ?? item, before);
        },
        without(queue, event.gone),
      );
      return { ...back, settings: event.settings ?? back.settings };
    }
    case 'loaded':
    case 'undone': {
      const { video } = event;
      if (video === null) return queue;
      const on_screen: QueueItem = { id: seq, video, title: null, length: null, by, votes: 0 };
      return { ...queue, on_screen, announced: null, has_previous: true, skips: 0 };
    }
    case 'length_set':
      return { ...queue, on_screen: { ...queue.on_screen, length: event.length } };
    default:
      return queue;
  }
}

/** How many are present changes how many votes it takes: more than half. */
export function withPresent(queue: Queue, present: number): Queue {
  const skips_needed = Math.floor(present / 2) + 1;
  return skips_needed === queue.skips_needed ? queue : { ...queue, skips_needed };
}

/** What I have voted for, after an event. */
export function votesAfter(votes: QueueVotes, { by, event }: EventFrame, me: string): QueueVotes {
  switch (event.type) {
    case 'queue_voted': {
      if (by !== me) return votes;
      const others = votes.items.filter((id) => id !== event.item);
      return { ...votes, items: event.up ? [...others, event.item] : others };
    }
    case 'queue_skip_voted':
      return by === me ? { ...votes, skip: event.up } : votes;
    case 'loaded':
      return { ...votes, skip: false };
    case 'undone':
      return event.video === null ? votes : { ...votes, skip: false };
    case 'queue_began': {
      const again = event.kept?.item.id;
      return { ...votes, items: votes.items.filter((id) => id !== event.item.id && id !== again) };
    }
    default:
      return votes;
  }
}

/** In front of another one; where that is not there, at the end. */
function put(queue: Queue, item: QueueItem, before: number | null): Queue {
  const items = queue.items.filter(({ id }) => id !== item.id);
  const index = before === null ? -1 : items.findIndex(({ id }) => id === before);
  items.splice(index === -1 ? items.length : index, 0, item);
  return { ...queue, items };
}

function without(queue: Queue, ids: readonly number[]): Queue {
  return { ...queue, items: queue.items.filter(({ id }) => !ids.includes(id)) };
}

function withItem(queue: Queue, id: number, change: (item: QueueItem) => Partial<QueueItem>): Queue {
  return {
    ...queue,
    items: queue.items.map((item) => (item.id === id ? { ...item, ...change(item) } : item)),
  };
}
