import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Hold, Report } from '../../src/client';
import { Reporter, statusOf } from '../../src/client';

const REPORT: Report = { position: 1, status: 'playing' };
let sentAt: number[] = [];
let zero = 0;

function reporter(random: number): Reporter {
  const send = () => {
    sentAt.push(performance.now() - zero);
    return true;
  };
  return new Reporter({ read: () => REPORT, send, random: () => random });
}

beforeEach(() => {
  vi.useFakeTimers();
  sentAt = [];
  zero = performance.now();
});

afterEach(() => {
  vi.useRealTimers();
});

test('it reports at once and often at first, then every 10 to 15 s', async () => {
  const opening = [0, 700, 1_700, 3_700, 7_700];
  reporter(0).start();
  await vi.advanceTimersByTimeAsync(31_000);
  expect(sentAt).toEqual([...opening, 17_700, 27_700]);
  vi.clearAllTimers();
  sentAt = [];
  zero = performance.now();
  reporter(1).start();
  await vi.advanceTimersByTimeAsync(31_000);
  expect(sentAt).toEqual([...opening, 22_700]);
});

test('after a start it tells how it stands once that has settled', async () => {
  const reports = reporter(0);
  reports.start();
  await vi.advanceTimersByTimeAsync(20_000);
  sentAt = [];
  reports.changed('playing');
  await vi.advanceTimersByTimeAsync(12_000);
  expect(sentAt).toEqual([20_000, 23_000]);
});

test('many changes make at most four reports a second', async () => {
  const reports = reporter(0.5);
  reports.start();
  for (let i = 0; i < 100; i += 1) {
    reports.changed('playing');
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(sentAt.length).toBeGreaterThanOrEqual(15);
  expect(sentAt.length).toBeLessThanOrEqual(22);
});

test('that it is ready is told at once, and a wait of a moment not at all', async () => {
  const reports = reporter(0);
  reports.start();
  await vi.advanceTimersByTimeAsync(1_000);
  sentAt = [];
  reports.changed('ready', true);
  expect(sentAt).toEqual([1_000]);
  reports.changed('buffering');
  await vi.advanceTimersByTimeAsync(200);
  expect(sentAt).toEqual([1_000]);
  await vi.advanceTimersByTimeAsync(100);
  expect(sentAt).toEqual([1_000, 1_250]);
});

test('ready is who stands where everybody stands and can go on', () => {
  const stands = { phase: 'paused', settled: true } as const;
  const hold = (reason: Hold['reason']): Hold => ({ began: 1, reason, of: [], until: 0 });
  expect(statusOf(stands, null, 0, 100)).toBe('ready');
  expect(statusOf(stands, hold('seek'), 0.1, 100)).toBe('ready');
  expect(statusOf(stands, hold('buffering'), 0.1, 100)).toBe('buffering');
  expect(statusOf(stands, hold('buffering'), 2.5, 100)).toBe('ready');
  expect(statusOf(stands, hold('first_start'), 0.5, 0.4)).toBe('ready');
  expect(statusOf({ ...stands, settled: false }, null, 9, 100)).toBe('buffering');
  expect(statusOf({ ...stands, phase: 'playing' }, null, 9, 100)).toBe('playing');
  expect(statusOf({ ...stands, phase: 'blocked' }, null, 9, 100)).toBe('paused');
});

test('after stop it is quiet', async () => {
  const reports = reporter(0);
  reports.start();
  reports.stop();
  sentAt = [];
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sentAt).toEqual([]);
});
