import { describe, expect, test } from 'vitest';
import { HEAT_HEIGHT, HEAT_WIDTH, heatOf, heatPath, peaksOf } from '../../src/client';

const beats = (...pairs: [number, number][]) => pairs.map(([at, weight]) => ({ at, weight }));

describe('how lively it was', () => {
  test('the liveliest stretch is 1, and a quiet one 0', () => {
    const heat = heatOf(beats([500, 1], [10_500, 3]), 0, 12_000);
    expect(heat).toHaveLength(120);
    expect(heat[105]).toBe(1);
    expect(heat[5]).toBeCloseTo(1 / 3);
    expect(heat[60]).toBe(0);
  });

  test('a beat lends to its neighbours, more to the nearer ones', () => {
    const heat = heatOf(beats([6_050, 1]), 0, 12_000);
    expect(heat.slice(57, 64)).toEqual([0, 0.2, 0.6, 1, 0.6, 0.2, 0]);
  });

  test('what lies outside, or says nothing, does not count', () => {
    expect(heatOf(beats([-1, 5], [12_001, 5], [3_000, 0], [3_000, Number.NaN]), 0, 12_000)).toEqual([]);
    expect(heatOf(beats([5, 1]), 5, 5)).toEqual([]);
    expect(heatOf([], 0, 12_000)).toEqual([]);
  });

  test('the last moment belongs to the last stretch', () => {
    expect(heatOf(beats([12_000, 1]), 0, 12_000).at(-1)).toBe(1);
  });
});

test('the path spans the box and is closed, and nothing has no path', () => {
  const path = heatPath(heatOf(beats([6_050, 1]), 0, 12_000));
  expect(path).toMatch(new RegExp(`^M0 ${HEAT_HEIGHT}L0 ${HEAT_HEIGHT}`));
  expect(path).toMatch(new RegExp(`L${HEAT_WIDTH} ${HEAT_HEIGHT}V${HEAT_HEIGHT}Z$`));
  expect(path).toContain('L121 0');
  expect(path).not.toMatch(/NaN|undefined|Infinity/);
  expect(heatPath([])).toBe('');
});

test('peaks are the highest hills, in their order in time', () => {
  const heat = heatOf(beats([1_050, 2], [6_050, 3], [9_050, 2.5], [11_050, 0.5]), 0, 12_000);
  const shares = (most: number) => peaksOf(heat, most).map((share) => Math.round(share * 120));
  expect(shares(3)).toEqual([11, 61, 91]);
  expect(shares(1)).toEqual([61]);
  expect(peaksOf([], 3)).toEqual([]);
});
