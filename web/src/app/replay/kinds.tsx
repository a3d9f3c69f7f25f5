/**
 * What a replay shows of each kind of event: one line per type. A type that is not here, from a newer server say, is shown
 * as a plain row and is neither marked nor counted.
 */
import type { ComponentType } from 'preact';
import type { EventFrame } from '../../client';
import type { Item } from './items';
import { NoteRow, PlainRow } from './rows';

/** What the list can be narrowed to; in this order. Their names are in `text.replay.groups`. */
export const GROUPS = ['playback', 'people', 'questions', 'notes', 'other'] as const;
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

const KINDS = new Map<string, Kind>([
  ['created', kind('other', null, 0)],
  ['joined', kind('people', 'join', 1)],
  ['renamed', kind('people', null, 0)],
  ['left', kind('people', null, 0.5)],
  ['loaded', kind('playback', 'load', 2)],
  ['length_set', kind('playback', null, 0)],
  ['played', kind('playback', 'play', 1)],
  ['paused', kind('playback', 'pause', 2)],
  ['seeked', kind('playback', 'seek', 2)],
  ['rate_set', kind('playback', null, 1)],
  ['undone', kind('playback', null, 1)],
  ['hold_began', kind('playback', null, 0.5)],
  ['hold_ended', kind('playback', null, 0)],
  ['confirmation_asked', kind('questions', null, 0)],
  ['answered', kind('questions', null, 1)],
  ['confirmation_closed', kind('questions', null, 0)],
  ['ended', kind('other', null, 0)],
]);

const UNKNOWN = kind('other', null, 0);

/** What somebody who was not there has written to the replay; no event of the log. */
export const NOTE = kind('notes', 'note', 1, NoteRow);

export function kindOf(type: string): Kind {
  return KINDS.get(type) ?? UNKNOWN;
}
