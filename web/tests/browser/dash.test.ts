/** A DASH stream from another host, through dash.js. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MediaHost } from './support/media-host';
import { useStage } from './support/stage';
import { inSync, standTogether } from './support/sync';

const stage = useStage();
let host: MediaHost;

beforeAll(async () => {
  host = await MediaHost.start();
});

afterAll(() => host.stop());

test('two people watch a DASH stream in sync', async () => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  const session = await ana.startSession(host.url('/dash/stream.mpd'));
  await ana.join();
  await ben.comeTo(session);
  expect(await ana.by('video').evaluate((video: HTMLVideoElement) => video.src)).toMatch(/^blob:/);

  await ana.by('play').click();
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  await inSync([ana, ben], 'through dash.js');
  await ben.by('play').click();
  await standTogether([ana, ben]);
  await ana.pick('seek', 0.75);
  await Promise.all([ana.isNear(6), ben.isNear(6)]);
  const position = await standTogether([ana, ben]);
  expect(Math.abs(position - 6)).toBeLessThan(0.1);
});

test('a manifest that is not there is told as missing', async () => {
  const ana = await stage().person('Ana');
  ana.expectTrouble(/404/);
  await ana.startSession(host.url('/dash/none.mpd'));
  await ana.enter();
  await ana.page.locator('[data-testid=cannot-play][data-reason=not_found]').waitFor();
});
