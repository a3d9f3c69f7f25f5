/** What happened to the queue, as sentences. */
import type { Event } from '../../../client';
import { text } from '../../text';
import { titleOf } from './titles';

export function describeQueue(event: Event, who: string): string {
  const { did } = text.queue;
  switch (event.type) {
    case 'queue_added':
      return event.of > 1 ? did.addedMany(who, event.of) : did.added(who, titleOf(event));
    case 'queue_moved':
      return did.moved(who);
    case 'queue_removed':
      return did.removed(who, event.items.length);
    case 'queue_voted':
      return did.voted(who);
    case 'queue_skip_voted':
      return event.up ? did.wantsToSkip(who) : did.wantsNoSkip(who);
    case 'queue_shuffled':
      return did.shuffled(who);
    case 'queue_set':
      return did.set(who);
    case 'queue_announced':
      return event.reason === 'unplayable' ? text.queue.nobodyCanPlay : did.announced;
    case 'queue_cancelled':
      return did.cancelled(who);
    case 'queue_began':
      return event.reason === 'skipped' ? did.skipped(titleOf(event.item)) : did.began(titleOf(event.item));
    case 'queue_undone':
      return did.undone(who);
    default:
      return '';
  }
}

/** Votes are counted where they are shown; what several people add at once is told once. */
export function isQueueWorthReading(event: Event, by: string | null): boolean {
  switch (event.type) {
    case 'queue_added':
      return event.index === 0;
    case 'queue_voted':
    case 'queue_measured':
    case 'queue_described':
    case 'queue_announced':
      return event.type === 'queue_announced' && event.reason === 'unplayable';
    case 'queue_began':
      // What a member has put on screen is told already.
      return by === null;
    default:
      return true;
  }
}
