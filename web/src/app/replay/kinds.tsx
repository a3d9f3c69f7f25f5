/**
 * What a replay shows of each kind of event: one line for every type of the log. A type that only a newer server knows is
 * shown as a plain row and is neither marked nor counted.
 */
import type { ComponentType } from 'preact';
import type { EventFrame } from '../../client';
import type { Item } from './items';
import { NoteRow, PlainRow } from './rows';

/** What the list can be narrowed to; in this order. Their names are in `text.replay.groups`. */
export const GROUPS = [
  'playback',
  'queue',
  'chat',
  'predictions',
  'people',
  'questions',
  'notes',
  'other',
] as const;
export type Group = (typeof GROUPS)[number];

export interface Kind {
  readonly group: Group;
  /** The class of its marker on the time bar; null for none. */
  readonly marker: string | null;
  /** How much it says about how lively the evening was; of a batch, for example, by how many it holds. */
  readonly heat: number | ((event: EventFrame['event']) => number);
  /** How it looks in the list. */
  readonly Row: ComponentType<{ item: Item }>;
}

const REACTED_MAX = 5;

const kind = (
  group: Group,
  marker: string | null,
  heat: Kind['heat'],
  Row: Kind['Row'] = PlainRow,
): Kind => ({
  group,
  marker,
  heat,
  Row,
});

/** The compiler sees to it that none is missing. */
const KNOWN: Readonly<Record<EventFrame['event']['type'], Kind>> = {
  created: kind('other', null, 0),
  joined: kind('people', 'join', 1),
  renamed: kind('people', null, 0),
  left: kind('people', null, 0.5),
  came: kind('people', 'join', (event) => (event.type === 'came' ? event.count : 1)),
  went: kind('people', null, (event) => (event.type === 'went' ? event.count / 2 : 0.5)),
  rescheduled: kind('other', null, 0),
  loaded: kind('playback', 'load', 2),
  length_set: kind('playback', null, 0),
  played: kind('playback', 'play', 1),
  paused: kind('playback', 'pause', 2),
  seeked: kind('playback', 'seek', 2),
  rate_set: kind('playback', null, 1),
  undone: kind('playback', null, 1),
  hold_began: kind('playback', null, 0.5),
  hold_ended: kind('playback', null, 0),
  confirmation_asked: kind('questions', null, 0),
  answered: kind('questions', null, 1),
  confirmation_closed: kind('questions', null, 0),
  said: kind('chat', null, 1),
  message_edited: kind('chat', null, 0),
  message_deleted: kind('chat', null, 0),
  redacted: kind('chat', null, 0),
  reacted_to_message: kind('chat', null, 0),
  reacted: kind('chat', null, liveliness),
  chat_rules_set: kind('chat', null, 0),
  queue_began: kind('queue', 'load', 2),
  queue_added: kind('queue', null, 0.5),
  queue_moved: kind('queue', null, 0.5),
  queue_removed: kind('queue', null, 0.5),
  queue_voted: kind('queue', null, 0.5),
  queue_skip_voted: kind('queue', null, 0.5),
  queue_shuffled: kind('queue', null, 0.5),
  queue_set: kind('queue', null, 0.5),
  queue_measured: kind('queue', null, 0),
  queue_described: kind('queue', null, 0),
  queue_announced: kind('queue', null, 0.5),
  queue_cancelled: kind('queue', null, 0.5),
  queue_undone: kind('queue', null, 0.5),
  prediction_opened: kind('predictions', null, 2),
  prediction_picked: kind('predictions', null, 0),
  prediction_locked: kind('predictions', null, 0),
  prediction_resolved: kind('predictions', null, 2),
  prediction_cancelled: kind('predictions', null, 0),
  erased: kind('people', null, 0),
  role_changed: kind('people', null, 0),
  handed_over: kind('people', null, 0),
  kicked: kind('people', null, 0),
  banned: kind('people', null, 0),
  unbanned: kind('people', null, 0),
  muted: kind('people', null, 0),
  unmuted: kind('people', null, 0),
  settings_changed: kind('other', null, 0),
  ended: kind('other', null, 0),
};

const KINDS: ReadonlyMap<string, Kind> = new Map(Object.entries(KNOWN));

const UNKNOWN = kind('other', null, 0);

/** What somebody who was not there has written to the replay; no event of the log. */
export const NOTE = kind('notes', 'note', 1, NoteRow);

/** A crowd of reactions counts for more than one, but drowns nothing else. */
function liveliness(event: EventFrame['event']): number {
  if (event.type !== 'reacted') return 0;
  const all = event.counts.reduce((sum, { count }) => sum + count, 0);
  return Math.min(all, REACTED_MAX);
}

export function kindOf(type: string): Kind {
  return KINDS.get(type) ?? UNKNOWN;
}
