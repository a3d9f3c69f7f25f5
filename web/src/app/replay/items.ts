/** What happened in a replay, in the order of its time: what is listed, marked, counted and jumped between. Pure. */
import type { Beat, EventFrame, Note, Replay } from '../../client';
import { describe, isWorthReading, noteNames } from '../describe';
import { text } from '../text';
import { GROUPS, type Group, type Kind, kindOf, NOTE } from './kinds';

export interface Item {
  readonly key: string;
  readonly at: number;
  readonly type: string;
  readonly kind: Kind;
  /** It as a sentence. */
  readonly words: string;
  /** The event of the log, or the note that it is. */
  readonly event: EventFrame | null;
  readonly note: Note | null;
}

/** The notes of one person. */
export interface Layer {
  readonly author: string;
  readonly name: string;
  readonly notes: number;
}

/** A marker on the time bar. */
export interface Mark {
  readonly at: number;
  readonly kind: string;
  readonly item: Item;
}

/** More marks than this are thinned out: a bar has not many more pixels. */
const MARKS_MAX = 500;
/** How much a reaction to a message counts; what was said counts 1. */
const REACTED_TO = 0.5;

export function itemsOf(replay: Replay, notes: readonly Note[] = []): Item[] {
  const written = notes.map((note): Item => {
    const words = text.replay.noteBy(note.name, note.text);
    const at = Date.parse(note.at);
    return { key: `n${note.id}`, at, type: 'note', kind: NOTE, words, event: null, note };
  });
  return [...happened(replay), ...written].sort((a, b) => a.at - b.at);
}

function happened(replay: Replay): Item[] {
  const nameOf = (id: string) => replay.names.get(id);
  const called = new Map<string, string>();
  return replay.events.filter(isWorthReading).map((event) => {
    const { type } = event.event;
    const was = event.event.type === 'renamed' ? called.get(event.event.member) : undefined;
    noteNames(called, event);
    // A type from a newer server has no words here.
    const words = (describe(event, nameOf, was) as string | undefined) ?? text.replay.unknown(type);
    return { key: `e${event.seq}`, at: event.at, type, kind: kindOf(type), words, event, note: null };
  });
}

/** The groups of which there is something, in their order. */
export function groupsOf(items: readonly Item[]): Group[] {
  const found = new Set(items.map(({ kind }) => kind.group));
  return GROUPS.filter((group) => found.has(group));
}

/** Whose notes there are, in the order of their first. */
export function layersOf(items: readonly Item[]): Layer[] {
  const layers = new Map<string, Layer>();
  for (const { note } of items) {
    if (note === null) continue;
    const known = layers.get(note.author);
    layers.set(note.author, { author: note.author, name: note.name, notes: (known?.notes ?? 0) + 1 });
  }
  return [...layers.values()];
}

/** Returns whether something is left out of the list: by its group, or by who wrote it. */
export function isHidden({ kind, note }: Item, hidden: ReadonlySet<string>): boolean {
  return hidden.has(kind.group) || (note !== null && hidden.has(layerKey(note.author)));
}

/** What stands for the notes of one person among what is left out. */
export function layerKey(author: string): string {
  return `by ${author}`;
}

export function marksOf(items: readonly Item[], lengthMs: number): Mark[] {
  const all = items.flatMap((item) =>
    item.kind.marker === null ? [] : [{ at: item.at, kind: item.kind.marker, item }],
  );
  if (all.length <= MARKS_MAX) return all;
  const places = new Set<string>();
  return all.filter(({ at, kind }) => {
    const place = `${kind} ${Math.floor((at / Math.max(1, lengthMs)) * MARKS_MAX)}`;
    return !places.has(place) && places.add(place);
  });
}

export function beatsOf(items: readonly Item[]): Beat[] {
  return items.map(({ at, kind: { heat }, event }) => ({
    at,
    weight: typeof heat === 'number' ? heat : event === null ? 0 : heat(event.event),
  }));
}

/** Reactions to messages, which are listed beside their message: they count, and are no rows of their own. */
export function warmthOf(events: readonly EventFrame[]): Beat[] {
  return events.flatMap(({ at, event }) =>
    event.type === 'reacted_to_message' && event.on ? [{ at, weight: REACTED_TO }] : [],
  );
}

/** What comes next after a moment, or null. */
export function nextAfter(items: readonly Item[], at: number): Item | null {
  return items.find((item) => item.at > at) ?? null;
}

/** What came last before a moment, or null. */
export function lastBefore(items: readonly Item[], at: number): Item | null {
  return items.findLast((item) => item.at < at) ?? null;
}

/** Where the last of them up to a moment stands in the list; −1 before the first. */
export function indexAt(items: readonly Item[], at: number): number {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((items[middle]?.at ?? 0) <= at) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}

/** How often which emoji came after one moment and up to another. */
export function reactionsBetween(
  events: readonly EventFrame[],
  fromMs: number,
  toMs: number,
): ReadonlyMap<string, number> {
  const sum = new Map<string, number>();
  for (const { at, event } of events) {
    if (at > toMs) break;
    if (at <= fromMs || event.type !== 'reacted') continue;
    for (const { emoji, count } of event.counts) sum.set(emoji, (sum.get(emoji) ?? 0) + count);
  }
  return sum;
}
