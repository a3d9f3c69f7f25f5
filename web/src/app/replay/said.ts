/** What became of what people said, at each moment of a replay: changed, taken back, reacted to. Pure. */
import type { EventFrame } from '../../client';

/** A message as it stood at one moment. */
export interface Said {
  /** Null once it was taken back. */
  readonly text: string | null;
  readonly mentions: readonly string[];
  readonly edited: boolean;
  /** How many had reacted with what. */
  readonly reactions: ReadonlyMap<string, number>;
}

/** All that happened to messages, by the number of the message, in its order. */
export function changesOf(events: readonly EventFrame[]): ReadonlyMap<number, readonly EventFrame[]> {
  const changes = new Map<number, EventFrame[]>();
  for (const frame of events) {
    const { event } = frame;
    const isChange =
      event.type === 'message_edited' ||
      event.type === 'message_deleted' ||
      event.type === 'reacted_to_message';
    if (!isChange) continue;
    const known = changes.get(event.message);
    if (known === undefined) changes.set(event.message, [frame]);
    else known.push(frame);
  }
  return changes;
}

/** A message after what had happened to it up to a moment; null for an event that is none. */
export function saidBy(
  { event }: EventFrame,
  changes: readonly EventFrame[] = [],
  at: number = Number.POSITIVE_INFINITY,
): Said | null {
  if (event.type !== 'said') return null;
  let text: string | null = event.text;
  let { mentions } = event;
  let edited = false;
  const reactions = new Map<string, number>();
  for (const { at: changedAt, event: change } of changes) {
    if (changedAt > at) break;
    if (change.type === 'message_edited') {
      ({ text, mentions } = change);
      edited = true;
    } else if (change.type === 'message_deleted') text = null;
    else if (change.type === 'reacted_to_message') {
      const count = (reactions.get(change.emoji) ?? 0) + (change.on ? 1 : -1);
      if (count > 0) reactions.set(change.emoji, count);
      else reactions.delete(change.emoji);
    }
  }
  if (text === null) reactions.clear();
  return { text, mentions, edited, reactions };
}
