import { describe, expect, test } from 'vitest';
import {
  beatsOf,
  groupsOf,
  indexAt,
  isHidden,
  itemsOf,
  lastBefore,
  layerKey,
  layersOf,
  marksOf,
  nextAfter,
  warmthOf,
} from '../../src/app/replay/items';
import { kindOf } from '../../src/app/replay/kinds';
import { momentOf, momentQuery } from '../../src/app/replay/moment';
import { type EventFrame, type LogEvent, Replay } from '../../src/client';
import { event, logEvent } from './support';

function at(seconds: number, frame: EventFrame): LogEvent {
  return logEvent({ ...frame, at: seconds * 1_000 });
}

const log = [
  at(0, event(1, { type: 'joined', member: 'ana', name: 'Ana <b>', role: 'host', visit: 1 })),
  at(5, event(2, { type: 'played' }, { status: 'playing', position: 0 })),
  at(6, event(3, { type: 'length_set', length: 60 })),
  at(7, { ...event(4, { type: 'played' }), event: { type: 'constructor', odd: [1] } as never }),
  at(9, event(5, { type: 'paused', reason: 'asked' })),
];
const items = itemsOf(new Replay(log, 10_000));

test('what is worth reading is listed, and a type of a newer server breaks nothing', () => {
  expect(items.map(({ type }) => type)).toEqual(['joined', 'played', 'constructor', 'paused']);
  expect(items[2]?.words).toContain('constructor');
  expect(kindOf('constructor')).toEqual(kindOf('something_new'));
  expect(groupsOf(items)).toEqual(['playback', 'people', 'other']);
});

test('markers stand where something happened that is marked', () => {
  expect(marksOf(items, 10_000).map((mark) => [mark.at, mark.kind])).toEqual([
    [0, 'join'],
    [5_000, 'play'],
    [9_000, 'pause'],
  ]);
});

test('of very many markers one of a kind stays at each place', () => {
  const joins = Array.from({ length: 5_000 }, (_, index) =>
    at(index / 10, event(index + 1, { type: 'joined', member: 'a', name: 'A', role: 'member', visit: 1 })),
  );
  const marks = marksOf(itemsOf(new Replay(joins, 500_000)), 500_000);
  expect(marks.length).toBe(500);
});

test('each counts for how lively it was as its kind says', () => {
  expect(beatsOf(items).map(({ weight }) => weight)).toEqual([1, 1, 0, 2]);
});

/** REP-62 */
test('who reacts to a message counts, and who takes it back does not', () => {
  const reacted = (seq: number, on: boolean) =>
    at(seq, event(seq, { type: 'reacted_to_message', message: 1, emoji: '🎉', on }));
  const beats = warmthOf(new Replay([...log, reacted(6, true), reacted(8, false)], 10_000).events);
  expect(beats).toEqual([{ at: 6_000, weight: 0.5 }]);
});

test('what was said, queued and predicted has a group of its own, and reactions count by their number', () => {
  const media = { video: 'v1', position: 0 };
  const talk = [
    at(1, event(1, { type: 'said', text: 'hi', reply_to: null, mentions: [], media })),
    at(2, event(2, { type: 'reacted', batch: 1, counts: [{ emoji: '👍', count: 2 }], media })),
    at(
      3,
      event(3, {
        type: 'reacted',
        batch: 2,
        counts: [
          { emoji: '👍', count: 4 },
          { emoji: '😂', count: 9 },
        ],
        media,
      }),
    ),
    at(4, event(4, { type: 'queue_shuffled', order: [] })),
    at(5, event(5, { type: 'prediction_cancelled', prediction: 'p1', question: 'Who?', reason: 'asked' })),
  ];
  const all = itemsOf(new Replay(talk, 10_000));
  expect(groupsOf(all)).toEqual(['queue', 'chat', 'predictions']);
  expect(beatsOf(all).map(({ weight }) => weight)).toEqual([1, 2, 5, 0.5, 0]);
});

describe('jumps', () => {
  test('go to the next and to the one before, and nowhere beyond the ends', () => {
    expect([nextAfter(items, 0)?.at, nextAfter(items, 5_000)?.at, nextAfter(items, 9_000)]).toEqual([
      5_000,
      7_000,
      null,
    ]);
    expect([lastBefore(items, 9_000)?.at, lastBefore(items, 5_001)?.at, lastBefore(items, 0)]).toEqual([
      7_000,
      5_000,
      null,
    ]);
  });

  test('the current one is the last up to the moment', () => {
    expect([-1, 0, 6_999, 7_000, 99_000].map((ms) => indexAt(items, ms))).toEqual([-1, 0, 1, 2, 3]);
  });
});

describe('a moment in a link', () => {
  test('is read in seconds and as people write it', () => {
    const read = (t: string) => momentOf(`?t=${t}`);
    expect(['83.5', '1:23', '1:02:03', '0'].map(read)).toEqual([83.5, 83, 3723, 0]);
    expect(['', '-1', 'abc', '1:2:3:4', '1e9', 'Infinity', '<b>'].map(read)).toEqual(Array(7).fill(null));
    expect(momentOf('')).toBeNull();
  });

  test('reads back to a tenth of a second', () => {
    expect(momentOf(momentQuery(83.4567))).toBe(83.5);
    expect(momentQuery(-4)).toBe('?t=0');
  });
});

describe('notes of who was not there', () => {
  const note = (id: string, author: string, seconds: number) => ({
    id,
    author,
    name: author.toUpperCase(),
    text: `${id}!`,
    at: new Date(seconds * 1_000).toISOString(),
    written_at: '',
  });
  const replay = new Replay(log, 10_000);
  const all = itemsOf(replay, [note('n2', 'dan', 8), note('n1', 'cleo', 5.5), note('n3', 'dan', 8)]);

  test('stand at their moments among what happened', () => {
    expect(all.map(({ key }) => key)).toEqual(['e1', 'e2', 'nn1', 'e4', 'nn2', 'nn3', 'e5']);
    expect(marksOf(all, 10_000).filter(({ kind }) => kind === 'note')).toHaveLength(3);
    expect(all[2]?.words).toBe('CLEO notes: n1!');
  });

  test('are layers by person, each of which can be left out', () => {
    expect(layersOf(all)).toEqual([
      { author: 'cleo', name: 'CLEO', notes: 1 },
      { author: 'dan', name: 'DAN', notes: 2 },
    ]);
    const shown = (...hidden: string[]) => all.filter((item) => !isHidden(item, new Set(hidden))).length;
    expect([shown(), shown(layerKey('dan')), shown('notes'), shown('people')]).toEqual([7, 5, 4, 6]);
  });
});
