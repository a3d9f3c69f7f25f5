/** An HLS stream from another host: as the browser plays it, and through hls.js. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MediaHost } from './support/media-host';
import type { Person } from './support/person';
import { useStage } from './support/stage';
import { inSync, standTogether } from './support/sync';

const stage = useStage();
let host: MediaHost;

beforeAll(async () => {
  host = await MediaHost.start();
});

afterAll(() => host.stop());

/** Chromium plays HLS by itself since version 142, as Safari does; hls.js shows by the address of what the element plays. */
test.each([
  ['through hls.js', false, /^blob:/],
  ['as the browser plays it', true, /^http:/],
])('two people watch a stream in sync %s', async (how, withoutMediaSource, source) => {
  const ana = await stage().person('Ana', { withoutMediaSource });
  const ben = await stage().person('Ben', { withoutMediaSource });
  const session = await ana.startSession(host.url('/hls/stream.m3u8'));
  await ana.join();
  await ben.comeTo(session);
  expect(await playedFrom(ana)).toMatch(source);

  await ana.by('play').click();
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  await inSync([ana, ben], how);
  await ben.by('play').click();
  await standTogether([ana, ben]);
  await ana.pick('seek', 0.75);
  await Promise.all([ana.isNear(6), ben.isNear(6)]);
  const position = await standTogether([ana, ben]);
  expect(Math.abs(position - 6)).toBeLessThan(0.1);
});

test('a stream that other sites may not read is played by a browser that can do so by itself', async () => {
  host.closed.add('/hls/stream.m3u8');
  const ana = await stage().person('Ana');
  ana.expectTrouble(/CORS|ERR_FAILED/);
  await ana.startSession(host.url('/hls/stream.m3u8'));
  await ana.join();
  expect(await playedFrom(ana)).toMatch(/^http:/);
  await ana.by('play').click();
  await ana.seesMotion();
  host.closed.clear();
});

test.each([
  ['through hls.js', false],
  ['as the browser plays it', true],
])('what is live has no length %s', async (_, withoutMediaSource) => {
  const ana = await stage().person('Ana', { withoutMediaSource });
  await ana.startSession(host.url('/hls/live.m3u8'));
  await ana.join();
  expect(await ana.by('video').evaluate((video: HTMLVideoElement) => video.duration)).toBe(
    Number.POSITIVE_INFINITY,
  );
  expect(await ana.page.locator('.time-length').count()).toBe(0);
});

function playedFrom(who: Person): Promise<string> {
  return who.by('video').evaluate((video: HTMLVideoElement) => video.src);
}
