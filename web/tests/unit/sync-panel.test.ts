import { describe, expect, test } from 'vitest';
import { graphOf, HEIGHT, heightOf, scaleOf, WIDTH } from '../../src/app/watch/sync/drift-graph';
import { DriftHistory, extentOf, HISTORY_MS, HISTORY_STEP_MS } from '../../src/app/watch/sync/drift-history';
import { spreadOf, worstOf } from '../../src/app/watch/sync/room-spread';
import type { Member, Standing } from '../../src/client';
import { ana, ben } from './support';

describe('the history', () => {
  test('keeps the last minute, in order, however long it runs', () => {
    const history = new DriftHistory();
    const steps = (3 * HISTORY_MS) / HISTORY_STEP_MS;
    for (let i = 0; i < steps; i += 1) history.add(i * HISTORY_STEP_MS, i);
    const now = (steps - 1) * HISTORY_STEP_MS;
    const samples = history.since(now);
    expect(samples.length).toBe(HISTORY_MS / HISTORY_STEP_MS);
    expect(samples.map(({ driftMs }) => driftMs)).toEqual(samples.map((_, i) => steps - samples.length + i));
  });

  test('forgets what is older, also when nothing new came', () => {
    const history = new DriftHistory();
    history.add(0, 5);
    history.add(1_000, 6);
    expect(history.since(HISTORY_MS + 500)).toEqual([{ at: 1_000, driftMs: 6 }]);
    expect(history.since(HISTORY_MS + 5_000)).toEqual([]);
  });

  test('has an extent, of what was measured', () => {
    const samples = [9, null, -4, 2].map((driftMs, at) => ({ at, driftMs }));
    expect(extentOf(samples)).toEqual({ least: -4, median: 2, most: 9 });
    expect(extentOf([{ at: 0, driftMs: null }])).toBeNull();
  });
});

describe('the graph', () => {
  const now = 100_000;
  const samples = (...drifts: (number | null)[]) =>
    drifts.map((driftMs, i) => ({ at: now - (drifts.length - 1 - i) * HISTORY_STEP_MS, driftMs }));

  test('is never finer than its band, and takes everything', () => {
    expect([[], [3, -8], [-51], [99, 4], [700], [-23_456]].map(scaleOf)).toEqual([
      50, 50, 100, 100, 1_000, 30_000,
    ]);
  });

  test('draws who is ahead above, and who is behind below', () => {
    expect([-50, 0, 50].map((drift) => heightOf(drift, 50))).toEqual([0, HEIGHT / 2, HEIGHT]);
  });

  test('ends at the present', () => {
    const { line, tip } = graphOf(samples(0, 25), now);
    expect(line).toMatch(/^M239 50h\.01L240 75$/);
    expect(tip).toEqual({ x: WIDTH, y: 75 });
  });

  test('has gaps where nothing was measured', () => {
    const { line } = graphOf(samples(0, 1, null, 2, 3), now);
    expect(line.match(/M/g)).toHaveLength(2);
    const asleep = [
      { at: now - 20_000, driftMs: 0 },
      { at: now, driftMs: 0 },
    ];
    expect(graphOf(asleep, now).line.match(/M/g)).toHaveLength(2);
  });

  test('has no end while nothing is measured', () => {
    expect(graphOf(samples(0, null), now).tip).toBeNull();
    expect(graphOf([{ at: now - 9_000, driftMs: 0 }], now).tip).toBeNull();
    expect(graphOf([], now)).toEqual({ scaleMs: 50, line: '', tip: null });
  });
});

describe('the room', () => {
  const plays = (drift_ms: number, part: Partial<Standing> = {}): Standing => ({
    status: 'playing',
    drift_ms,
    trailing: false,
    away: false,
    ...part,
  });
  const member = (id: string, standing: Standing | null, part: Partial<Member> = {}): Member => ({
    ...ben,
    id,
    name: id.toUpperCase(),
    standing,
    ...part,
  });

  test('is as far apart as its first and its last', () => {
    const members = [{ ...ana, standing: plays(900) }, member('b', plays(-12)), member('c', plays(30))];
    const { spreadMs, counted, left } = spreadOf(members, 'ana', 4.5);
    expect(spreadMs).toBe(42);
    expect(counted.map(({ driftMs }) => driftMs)).toEqual([4.5, -12, 30]);
    expect(left).toEqual([]);
  });

  test('compares only who plays along, and names the others who are here', () => {
    const members = [
      ana,
      member('loads', plays(4_000, { status: 'buffering' })),
      member('away', plays(300, { away: true })),
      member('trails', plays(9_000, { trailing: true })),
      member('new', null),
      member('offline', plays(1), { online: false }),
      member('gone', plays(2), { online: false, present: false }),
    ];
    const { spreadMs, counted, left } = spreadOf(members, 'ana', 1);
    expect(spreadMs).toBeNull();
    expect(counted.map(({ id }) => id)).toEqual(['ana']);
    expect(left).toEqual(['LOADS', 'AWAY', 'TRAILS', 'NEW']);
  });

  test('does not count me while I am not measured, or trail', () => {
    expect(spreadOf([ana], 'ana', null).counted).toEqual([]);
    expect(spreadOf([{ ...ana, standing: plays(0, { trailing: true }) }], 'ana', 3).counted).toEqual([]);
  });

  test('shows the furthest off and me, from ahead to behind, and does not dance', () => {
    const placed = (id: string, driftMs: number) => ({ id, name: id, isMe: id === 'me', driftMs });
    const room = [placed('a', 3), placed('me', 0), placed('b', 80), placed('c', -200), placed('d', 1)];
    expect(worstOf(room, 3).map(({ id }) => id)).toEqual(['c', 'me', 'b']);
    const close = [placed('b', -2), placed('me', 4), placed('a', 3)];
    expect(worstOf(close, 5).map(({ id }) => id)).toEqual(['a', 'b', 'me']);
  });
});
