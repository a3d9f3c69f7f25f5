import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Report } from '../../src/client';
import { Reporter } from '../../src/client';

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

test('it reports every 10 to 15 s', async () => {
  reporter(0).start();
  await vi.advanceTimersByTimeAsync(31_000);
  expect(sentAt).toEqual([1_000, 11_000, 21_000, 31_000]);
  vi.clearAllTimers();
  sentAt = [];
  zero = performance.now();
  reporter(1).start();
  await vi.advanceTimersByTimeAsync(31_000);
  expect(sentAt).toEqual([1_000, 16_000, 31_000]);
});

test('many changes make one report a second', async () => {
  const reports = reporter(0.5);
  reports.start();
  for (let i = 0; i < 100; i += 1) {
    reports.changed();
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(sentAt.length).toBeGreaterThanOrEqual(4);
  expect(sentAt.length).toBeLessThanOrEqual(6);
});

test('after stop it is quiet', async () => {
  const reports = reporter(0);
  reports.start();
  reports.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sentAt).toEqual([]);
});
