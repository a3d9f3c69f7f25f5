import { expect, test } from 'vitest';
import { reactionsBetween } from '../../src/app/replay/items';
import { event } from './support';

const media = { video: 'v1', position: 0 };

function reacted(at: number, counts: Record<string, number>) {
  const list = Object.entries(counts).map(([emoji, count]) => ({ emoji, count }));
  return { ...event(at, { type: 'reacted', batch: at, counts: list, media }), at };
}

const log = [
  reacted(1_000, { '🔥': 2 }),
  { ...event(2, { type: 'played' }), at: 1_500 },
  reacted(2_000, { '🔥': 3, '😂': 1 }),
  reacted(3_000, { '😂': 5 }),
];

/** REP-60 */
test('what was reacted in a stretch is summed up, and each reaction is in one stretch', () => {
  const between = (from: number, to: number) => Object.fromEntries(reactionsBetween(log, from, to));
  expect(between(0, 10_000)).toEqual({ '🔥': 5, '😂': 6 });
  expect(between(1_000, 2_000)).toEqual({ '🔥': 3, '😂': 1 });
  expect(between(2_000, 2_999)).toEqual({});
  expect(between(2_999, 3_000)).toEqual({ '😂': 5 });
  expect(between(3_000, 1_000)).toEqual({});
});
