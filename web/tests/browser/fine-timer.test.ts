/** Isolated pages have a fine timer, and still play what other hosts have, also from hosts that never heard of CORS. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MediaHost } from './support/media-host';
import { useStage } from './support/stage';
import { standTogether } from './support/sync';

const stage = useStage();
let host: MediaHost;

beforeAll(async () => {
  host = await MediaHost.start();
  host.closed.add('/sample.mp4');
});

afterAll(() => host.stop());

/** The least step of the clock, in milliseconds. */
function leastStep(): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 200; i += 1) {
    const from = performance.now();
    let to = from;
    while (to === from) to = performance.now();
    least = Math.min(least, to - from);
  }
  return least;
}

test('a video of a host without CORS plays and seeks in a page with a fine timer', async () => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  const session = await ana.startSession(host.url('/sample.mp4'));
  await ana.join();
  await ben.comeTo(session);
  for (const { page } of [ana, ben]) expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const step = await ana.page.evaluate(leastStep);
  console.info(`the least step of the clock is ${(step * 1000).toFixed(0)} µs`);
  expect(step).toBeLessThan(0.05);
  // As a worker sees it, too: the link runs in one.
  expect(ana.page.workers()).toHaveLength(1);
  expect(await ana.page.workers()[0]?.evaluate(leastStep)).toBeLessThan(0.05);

  await ana.by('play').click();
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  await ben.pick('seek', 0.5);
  await Promise.all([ana.isNear(30), ben.isNear(30)]);
  await ben.by('play').click();
  await standTogether([ana, ben]);
});
