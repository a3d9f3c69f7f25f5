/** Films that a Jellyfin transcodes and the server passes on: watched by two, at the same place. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { Jellyfin, KEY, LINE } from './support/jellyfin';
import { Server } from './support/server';
import { useStage } from './support/stage';
import { inSync, standTogether } from './support/sync';
import { until } from './support/until';

const SAMPLE = fileURLToPath(new URL('../../../media/sample.mp4', import.meta.url));
let folder = '';
let jellyfin: Jellyfin | null = null;

const stage = useStage(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sameframe-jellyfin-'));
  jellyfin = await Jellyfin.start(SAMPLE, folder);
  const [key, config] = [join(folder, 'key'), join(folder, 'sameframe.toml')];
  await writeFile(key, KEY);
  await writeFile(
    config,
    `[[providers.jellyfin]]\nname = "home"\nurl = "${jellyfin.origin}"\ntoken_file = "${key}"\n`,
  );
  return Server.start(['--config', config]);
});

afterAll(async () => {
  await jellyfin?.stop();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  ['as the browser plays it', true],
  ['through hls.js', false],
])('a film is watched by two who came at different times, %s', async (how, withoutMediaSource) => {
  const ana = await stage().person('Ana', { withoutMediaSource });
  const ben = await stage().person('Ben', { withoutMediaSource });
  const seen: string[] = [];
  for (const { page } of [ana, ben]) {
    page.on('request', (request) => seen.push(`${request.url()} ${JSON.stringify(request.headers())}`));
  }
  const session = await ana.startSession(jellyfin?.film ?? '');
  expect(await ana.by('lobby-title').textContent()).toBe('A film at home');
  expect(await ana.page.textContent('main')).not.toContain('/media/');
  await ana.join();
  await ana.by('play').click();
  await ana.seesMotion();
  // Who comes later begins with another segment.
  await ana.pick('seek', 0.4);
  await ana.isNear(24);
  await ben.comeTo(session);
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  await inSync([ana, ben], how);
  await ben.by('play').click();
  await standTogether([ana, ben]);
  for (const share of [0.75, 0.1]) {
    await ana.pick('seek', share);
    await Promise.all([ana.isNear(60 * share), ben.isNear(60 * share)]);
  }
  await standTogether([ana, ben]);
  expect(seen.some((request) => request.includes('/media/relay/'))).toBe(true);
  expect(seen.filter((request) => request.includes(KEY))).toEqual([]);
});

test('what is said in a film is read along through the server', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(jellyfin?.film ?? '');
  await ana.comeTo(session);
  await ana.by('subtitles').selectOption('eng');
  await ana.by('play').click();
  await until('it is shown', () =>
    ana
      .by('video')
      .evaluate(
        (video: HTMLVideoElement, line) =>
          [...video.textTracks].some((track) =>
            [...(track.activeCues ?? [])].some((cue) => (cue as VTTCue).text === line),
          ),
        LINE,
      ),
  );
});
