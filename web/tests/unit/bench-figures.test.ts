/** The arithmetic of the synchrony benchmark: a ruler that is wrong measures nothing. */
import { expect, test } from 'vitest';
import { beats, clockErrors, movedMs, percentile, settleMs } from '../../sync-bench/figures';
import type { Motion, Notes } from '../../sync-bench/probe';

const motion: Motion = { rev: 1, status: 'playing', position: 10, rate: 1, at: 1_000 };

/** A page that is `behindMs` behind at each moment. */
function page(behindMs: (at: number) => number, notes: Partial<Notes> = {}): Notes {
  const sights = Array.from({ length: 100 }, (_, i) => {
    const at = 1_000 + i * 50;
    const position = 10 + (i * 50 - behindMs(at)) / 1_000;
    return { at, local: at + 7, position, paused: false, rate: 1, frame: null };
  });
  return { sights, pongs: [], motions: [motion], seeks: [], rateWrites: 0, boundMs: 0.2, ...notes };
}

test('errors and spread are seen on common beats', () => {
  const seen = beats([page(() => 5), page(() => -3)], motion, 1_000, 1_500);
  expect(seen).toHaveLength(11);
  expect(seen[3]?.errorsMs.map(Math.round)).toEqual([5, -3]);
  expect(seen[3]?.spreadMs).toBeCloseTo(8);
});

test('settled is for good', () => {
  const late = (at: number) => (at < 1_300 || (at > 1_500 && at < 1_700) ? 80 : 10);
  expect(settleMs(beats([page(late), page(() => 0)], motion, 1_000, 9_000), 1_000)).toBe(700);
  expect(settleMs(beats([page(() => 90), page(() => 0)], motion, 1_000, 9_000), 1_000)).toBeNull();
  expect(settleMs(beats([page(() => 1), page(() => 0)], motion, 1_000, 9_000), 1_000)).toBe(0);
});

test('who is moved by a join is seen', () => {
  const seen = beats([page((at) => (at > 3_000 ? 25 : 5))], motion, 1_000, 9_000);
  expect(movedMs(seen.slice(0, 20), seen.slice(20))).toBeCloseTo(20);
});

test('the clock is judged by the true time', () => {
  const pongs = [1, 2, 3, 4, 5].map((i) => ({ t1: i, t2: i + 1, t3: i + 1, t4: i + 2 }));
  const errors = clockErrors(page(() => 0, { pongs }));
  expect(errors).toHaveLength(100);
  expect(percentile(errors.map(Math.abs), 0.5)).toBeCloseTo(7, 1);
});
