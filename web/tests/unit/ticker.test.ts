import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BeatWorker, Ticker } from '../../src/client/ticker';

let page: EventTarget & { hidden: boolean };
let worker: BeatWorker & { beat: () => void; paces: number[]; ended: boolean };

beforeEach(() => {
  vi.useFakeTimers();
  page = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal('document', page);
  worker = {
    beat: () => {},
    paces: [],
    ended: false,
    postMessage: (everyMs) => worker.paces.push(everyMs),
    addEventListener: (_, listener) => {
      worker.beat = listener;
    },
    terminate: () => {
      worker.ended = true;
    },
  };
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function turn(hidden: boolean): void {
  page.hidden = hidden;
  page.dispatchEvent(new Event('visibilitychange'));
}

test('a visible page beats by itself, a hidden one by a worker', () => {
  const tick = vi.fn();
  const open = vi.fn(() => worker);
  const ticker = new Ticker(tick, 50, open);
  ticker.start();
  vi.advanceTimersByTime(100);
  expect(tick).toHaveBeenCalledTimes(2);
  expect(open).not.toHaveBeenCalled();
  turn(true);
  worker.beat();
  expect(tick).toHaveBeenCalledTimes(3);
  turn(false);
  turn(true);
  expect(open).toHaveBeenCalledOnce();
  expect(worker.paces).toEqual([50, 0, 50]);
  ticker.stop();
  turn(false);
  expect(worker.ended).toBe(true);
  expect(worker.paces).toHaveLength(3);
});

test('without workers it goes on as it can', () => {
  const tick = vi.fn();
  const ticker = new Ticker(tick, 50, () => null);
  page.hidden = true;
  ticker.start();
  vi.advanceTimersByTime(50);
  expect(tick).toHaveBeenCalledOnce();
  ticker.stop();
  vi.advanceTimersByTime(500);
  expect(tick).toHaveBeenCalledOnce();
});
