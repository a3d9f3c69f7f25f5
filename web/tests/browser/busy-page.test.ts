/** The clock is measured in a worker: a page that hardly ever comes to read a message measures as well as an idle one. */
import type { Route } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import type { Person } from './support/person';
import { useStage } from './support/stage';
import { until } from './support/until';

const stage = useStage();
const BUSY_MS = 300;
/** Server and browser share a machine: an answer that waits for the page is late by a hundred times as much. */
const GOOD_MS = 20;

/** From the moment on that the channel is made, the page's thread is busy nearly all the time. */
async function keepBusy(person: Person): Promise<void> {
  await person.context.addInitScript((busyMs) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const until = performance.now() + busyMs;
      while (performance.now() < until);
      port2.postMessage(null);
    };
    let begun = false;
    const begin = () => {
      if (!begun) port2.postMessage(null);
      begun = true;
    };
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        begin();
      }
    };
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        begin();
      }
    };
  }, BUSY_MS);
}

/** What the panel says: the most that the clock may be off, and the usual round trip. */
async function clockOf(person: Person): Promise<{ boundMs: number; roundTripMs: number } | null> {
  const figure = async (testId: string) =>
    Number.parseFloat(/[\d.]+/.exec((await person.by(testId).textContent()) ?? '')?.[0] ?? '');
  const [boundMs, roundTripMs] = [await figure('clock-bound'), await figure('round-trip')];
  return Number.isNaN(boundMs + roundTripMs) ? null : { boundMs, roundTripMs };
}

test('a busy page knows the time as well as an idle one', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample);
  await keepBusy(ana);
  await ana.open(`/s/${session}`);
  await ana.by('name-input').fill(ana.name);
  await ana.by('join').click();
  await ana.by('play').waitFor();
  await ana.by('sync-pill').click();
  const clock = await until('the clock is known', () => clockOf(ana), { withinMs: 30_000 });
  console.info(`busy page: off by at most ${clock.boundMs} ms, round trip ${clock.roundTripMs} ms`);
  expect(clock.roundTripMs).toBeLessThan(GOOD_MS);
  expect(clock.boundMs).toBeLessThan(GOOD_MS);
});

test('where the worker cannot be loaded, the page does it itself', async () => {
  const ana = await stage().person('Ana');
  ana.expectTrouble(/Failed to load resource/);
  const session = await ana.startSession(stage().sample);
  const refused = vi.fn((route: Route) => route.abort());
  await ana.context.route(/channel\.worker/, refused);
  await ana.comeTo(session);
  await ana.by('play').click();
  await ana.seesMotion();
  expect(refused).toHaveBeenCalled();
});
