/** Films that browsers do not play as they are: pictured and picked, made into streams, and read along with. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { Person } from './support/person';
import { Server } from './support/server';
import { useStage } from './support/stage';
import { inSync, standTogether } from './support/sync';
import { until } from './support/until';

const SAMPLE = fileURLToPath(new URL('../../../media/sample.mp4', import.meta.url));
const SUBTITLES = '1\n00:00:00,000 --> 00:01:00,000\nThis is a sample\n';
/** The programs let everything else go first, and a machine that runs tests is busy. */
const LOOKED_INTO_MS = 90_000;
let films = '';

const stage = useStage(async () => {
  films = await mkdtemp(join(tmpdir(), 'sameframe-films-'));
  const make = (name: string, ...how: string[]) =>
    execFileSync('ffmpeg', ['-v', 'error', '-i', SAMPLE, ...how, join(films, name)]);
  make('Old_Film.mkv', '-c:v', 'mpeg4', '-q:v', '5', '-c:a', 'libmp3lame');
  make('Packed_Film.mkv', '-c:v', 'copy', '-c:a', 'ac3');
  await writeFile(join(films, 'Old_Film.en.srt'), SUBTITLES);
  return Server.start(['--library', films]);
});

afterAll(() => rm(films, { recursive: true, force: true }));

test.each([
  ['Old Film', 'encoded anew, as the browser plays it', true],
  ['Old Film', 'encoded anew, through hls.js', false],
  ['Packed Film', 'packed anew, as the browser plays it', true],
  ['Packed Film', 'packed anew, through hls.js', false],
])('%s is picked and watched by two, %s', async (title, how, withoutMediaSource) => {
  const ana = await stage().person('Ana', { withoutMediaSource });
  const ben = await stage().person('Ben', { withoutMediaSource });
  await until(
    'the films are known',
    async () => {
      const found = await ana.context.request.get('/api/library');
      return (await found.json()).videos.length === 2;
    },
    { withinMs: LOOKED_INTO_MS },
  );
  await ana.open('/');
  await ana.by('from-library').click();
  const entry = ana.by('library-video').filter({ hasText: title });
  await entry.getByText('1 min').waitFor();
  await until('it has a picture', () =>
    entry.locator('img').evaluate((picture: HTMLImageElement) => picture.naturalWidth > 0),
  );
  await entry.click();
  await ana.by('join').waitFor();
  expect(await ana.by('lobby-title').textContent()).toBe(title);
  await ana.by('about-picture').waitFor();
  expect(await ana.page.textContent('main')).not.toContain('/media/');
  const session = new URL(ana.page.url()).pathname.split('/').at(-1) ?? '';
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
});

test('subtitles are chosen by each for themselves', async () => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  const list = await (await ana.context.request.get('/api/library')).json();
  const [film] = list.videos.filter((video: { title: string }) => video.title === 'Old Film');
  const session = await ana.startSession(film.url);
  await ana.comeTo(session);
  await ben.comeTo(session);
  await ana.by('subtitles').selectOption('en');
  await ana.by('play').click();
  await until('they are shown', async () => (await said(ana)).includes('This is a sample'));
  expect(await ben.by('video').evaluate((video: HTMLVideoElement) => video.textTracks.length)).toBe(0);
  await ana.by('subtitles').selectOption('');
  await until('they are gone', async () => (await said(ana)).length === 0);

  const cem = await stage().person('Cem', { viewport: { width: 375, height: 740 }, isMobile: true });
  await cem.comeTo(session);
  await cem.by('subtitles').waitFor();
  const cut = await cem.page
    .locator('.controls-row, .sync-pill')
    .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.className));
  expect(cut, 'nothing of the bar is cut off on a phone').toEqual([]);
  expect(await cem.page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
});

/** REP-61 */
test('a replay offers the subtitles of its video', async () => {
  const ana = await stage().person('Ana');
  const list = await (await ana.context.request.get('/api/library')).json();
  const [film] = list.videos.filter((video: { title: string }) => video.title === 'Old Film');
  const session = await ana.startSession(film.url);
  await ana.comeTo(session);
  await ana.by('play').click();
  await ana.seesMotion();
  await ana.by('end-session').click();
  await ana.by('confirm-end').click();
  await ana.by('watch-replay').click();
  await ana.by('replay-play').waitFor();
  await ana.by('subtitles').selectOption('en');
  await ana.by('replay-next').click();
  await ana.by('replay-next').click();
  await ana.by('replay-play').click();
  await until('they are shown', async () => (await said(ana)).includes('This is a sample'));
});

/** What there is to read on the picture. */
function said(person: Person): Promise<string[]> {
  return person
    .by('video')
    .evaluate((video: HTMLVideoElement) =>
      [...video.textTracks].flatMap((track) =>
        [...(track.activeCues ?? [])].map((cue) => (cue as VTTCue).text),
      ),
    );
}
