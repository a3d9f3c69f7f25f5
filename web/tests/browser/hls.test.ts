/** An HLS stream from another host: as the browser plays it, and through hls.js. */
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

/** Chromium plays HLS by itself since version 142; hls.js shows by the address of what the element plays. */
test.each([
  ['as the browser plays it', '', false],
  ['through hls.js', '?hlsjs', true],
])('two people watch a stream in sync %s', async (how, query, throughHlsJs) => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  const session = await ana.startSession(host.url('/hls/stream.m3u8'));
  await ana.comeTo(session, query);
  await ben.comeTo(session, query);
  if (throughHlsJs)
    expect(await ana.by('video').evaluate((video: HTMLVideoElement) => video.src)).toMatch(/^blob:/);

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
