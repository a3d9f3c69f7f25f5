/** The ways between people and the server, and the options that choose them. */
import { expect, test } from 'vitest';
import { DelayLine } from '../../sync-bench/delay-line';
import { cells } from '../../sync-bench/matrix';
import { NETWORK_NAMES, places } from '../../sync-bench/networks';
import { optionsOf } from '../../sync-bench/options';
import { seeded } from './support';

test('nothing overtakes, and holds hold', () => {
  const holds = { everyMs: 1_000, fromMs: 200, toMs: 2_000 };
  const line = new DelayLine({ baseMs: 20, jitterMs: 5, holds }, 100, seeded(7));
  const dues = Array.from({ length: 500 }, (_, i) => ({ at: i * 20, due: line.due(i * 20) }));
  expect(dues.every(({ due }, i) => due >= (dues[i - 1]?.due ?? 0))).toBe(true);
  const waits = dues.map(({ at, due }) => due - at);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(120);
  expect(Math.max(...waits)).toBeGreaterThan(500);
  expect(Math.max(...waits)).toBeLessThanOrEqual(2_000 + 200);
});

test('the same seed gives the same line', () => {
  const run = () => {
    const line = new DelayLine({ baseMs: 1, jitterMs: 10 }, 0, seeded(3));
    return Array.from({ length: 20 }, (_, i) => line.due(i));
  };
  expect(run()).toEqual(run());
});

test('every network seats two to eight', () => {
  for (const network of NETWORK_NAMES) {
    for (const people of [2, 4, 8]) {
      const seated = places(network, people);
      expect(new Set(seated.map(({ name }) => name)).size).toBe(people);
    }
  }
  expect(places('mixed', 2).map(({ baseMs }) => baseMs)).toEqual([3, 120]);
  expect(places('mixed', 4, 100).map(({ skewPpm }) => skewPpm)).toEqual([-100, 100, -100, 100]);
});

test('options come from the environment', () => {
  expect(optionsOf({})).toMatchObject({
    quick: false,
    network: 'mixed',
    people: 4,
    rivals: [],
    soakMinutes: null,
  });
  const told = { SAMEFRAME_BENCH_NETWORK: 'lte', SAMEFRAME_BENCH_RIVALS: 'syncplay,mediasync' };
  expect(optionsOf(told)).toMatchObject({ network: 'lte', rivals: ['syncplay', 'mediasync'] });
  expect(optionsOf({ SAMEFRAME_BENCH_RIVALS: 'all' }).rivals).toHaveLength(6);
  expect(() => optionsOf({ SAMEFRAME_BENCH_NETWORK: 'moon' })).toThrow('no such network: moon');
  expect(() => optionsOf({ SAMEFRAME_BENCH_RIVALS: 'vlc' })).toThrow('no such rival: vlc');
});

test('the matrix changes one thing at a time', () => {
  const all = cells(optionsOf({}));
  expect(new Set(all.map(([name]) => name)).size).toBe(all.length);
  expect(all.map(([, { people }]) => people)).toEqual(expect.arrayContaining([2, 4, 8]));
  expect(all.filter(([, { hard }]) => hard)).toHaveLength(1);
});
