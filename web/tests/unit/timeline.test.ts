import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { endsAt, type Motion, positionAt, rebased } from '../../src/client/timeline';

interface GoldenTimeline {
  status: 'playing' | 'paused';
  position_us: number;
  rate_thousandths: number;
  at_ms: number;
  length_us: number | null;
}

interface Golden {
  positions: { timeline: GoldenTimeline; now_ms: number; position_us: number }[];
  ends: { timeline: GoldenTimeline; ends_at_ms: number | null }[];
}

const path = new URL('../../../vectors/timeline.json', import.meta.url);
const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;

function motion({ status, position_us, rate_thousandths, at_ms, length_us }: GoldenTimeline): Motion {
  const base = { status, position: position_us / 1e6, rate: rate_thousandths / 1e3, at: at_ms };
  return length_us === null ? base : { ...base, length: length_us / 1e6 };
}

describe('the golden vectors', () => {
  test('there are some of each', () => {
    expect(golden.positions.length).toBeGreaterThan(10);
    expect(golden.ends.length).toBeGreaterThan(3);
  });

  test('every position is the same to the microsecond', () => {
    for (const vector of golden.positions) {
      const position = positionAt(motion(vector.timeline), vector.now_ms);
      expect(Math.round(position * 1e6), JSON.stringify(vector)).toBe(vector.position_us);
    }
  });

  test('every end is the same to the millisecond', () => {
    for (const vector of golden.ends) {
      expect(endsAt(motion(vector.timeline)), JSON.stringify(vector)).toBe(vector.ends_at_ms);
    }
  });
});

test('a scheduled start stands still until it is due', () => {
  const start: Motion = { status: 'playing', position: 5, rate: 2, at: 1_000 };
  expect(positionAt(start, 400)).toBe(5);
  expect(positionAt(start, 1_500)).toBe(6);
});

test('between whole milliseconds the position moves on', () => {
  const playing: Motion = { status: 'playing', position: 0, rate: 1, at: 0 };
  expect(positionAt(playing, 0.5)).toBeCloseTo(0.0005, 9);
});

test('rebasing does not jump', () => {
  const playing: Motion = { status: 'playing', position: 3, rate: 1.5, at: 1_000, length: 100 };
  const paused = rebased(playing, 'paused', 9_000);
  expect(paused).toEqual({ ...playing, status: 'paused', position: 15, at: 9_000 });
});
