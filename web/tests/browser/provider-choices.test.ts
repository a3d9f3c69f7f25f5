/** What each chooses for themselves of a provider's video: subtitles and quality; and the episodes of a series. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { MediaHost } from './support/media-host';
import type { Person } from './support/person';
import { look } from './support/pictures';
import { CAPTION, LINE, ProviderSite } from './support/provider-site';
import { serverBinary } from './support/requirements';
import { Server } from './support/server';
import { useStage } from './support/stage';
import { inSync, standTogether } from './support/sync';
import { until } from './support/until';

let folder = '';
let media: MediaHost;
let site: ProviderSite;

const stage = useStage(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sameframe-choices-'));
  media = await MediaHost.start();
  site = await ProviderSite.start(media);
  const file = join(folder, 'sameframe.toml');
  await writeFile(file, site.settings);
  const server = await Server.start(['--config', file]);
  const worker = ['worker', 'run', 'catalogue', '--data', server.data, '--config', file];
  await promisify(execFile)(serverBinary(), worker);
  return server;
});

afterAll(async () => {
  await site.stop();
  await media.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What stands over the picture now. */
function said(who: Person): Promise<string[]> {
  return who
    .by('video')
    .evaluate((video: HTMLVideoElement) =>
      [...video.textTracks].flatMap((track) =>
        [...(track.activeCues ?? [])].map((cue) => (cue as VTTCue).text),
      ),
    );
}

function playedFrom(who: Person): Promise<string> {
  return who.by('video').evaluate((video: HTMLVideoElement) => new URL(video.currentSrc).search);
}

async function isPlayedFrom(who: Person, source: string): Promise<void> {
  await until(`${who.name} sees ${source}`, async () => (await playedFrom(who)) === source);
}

test('captions of a PeerTube are read along by who wants them', async () => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  const session = await ana.startSession(site.video);
  expect(await ana.by('lobby-title').textContent()).toBe('A video of an instance');
  await ana.join();
  await ben.comeTo(session);
  await ana.by('subtitles').selectOption('English');
  await ana.by('play').click();
  await until('they are shown', async () => (await said(ana)).includes(CAPTION));
  expect(await said(ben)).toEqual([]);
  await look(ana, 'provider-subtitles');
});

test('a quality is chosen by each for themselves, in step and without a word to the others', async () => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben', { viewport: { width: 390, height: 780 }, isMobile: true });
  const session = await ana.startSession(site.video);
  await ana.join();
  await ben.comeTo(session);
  await isPlayedFrom(ana, '?1080');
  expect(await ana.by('quality').locator('option').allTextContents()).toEqual([
    '1080p',
    '720p',
    '480p',
    '240p',
  ]);
  await ana.by('subtitles').selectOption('English');
  await ana.by('play').click();
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  await inSync([ana, ben], 'before the choice');
  const before = await stage().server.events(session);
  await ana.by('quality').selectOption('480p');
  await isPlayedFrom(ana, '?480');
  await ana.seesMotion();
  await inSync([ana, ben], 'after the choice');
  await until('the subtitles are still there', async () => (await said(ana)).includes(CAPTION));
  expect(await playedFrom(ben)).toBe('?1080');
  await ana.by('video').hover();
  await look(ana, 'provider-quality');
  expect(
    await ben.page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
  ).toBeLessThanOrEqual(0);
  expect(await stage().server.events(session), 'nobody was told, and nobody waited').toEqual(before);
  // The others go on as ever, and the choice is kept.
  await ben.pick('seek', 0.5);
  await Promise.all([ana.isNear(30), ben.isNear(30)]);
  await ana.page.reload();
  await ana.seesPicture();
  await isPlayedFrom(ana, '?480');
  await inSync([ana, ben], 'after coming back');
  await ben.by('play').click();
  await standTogether([ana, ben]);
  await look(ben, 'provider-quality-phone');
});

test('a quality that cannot be played is not shown, and the choice goes back', async () => {
  const ana = await stage().person('Ana');
  await ana.startSession(site.video);
  await ana.join();
  await ana.by('quality').selectOption('720p');
  await ana.page.getByText('This quality cannot be played just now').waitFor();
  expect(await ana.by('quality').locator('option:checked').textContent()).toBe('1080p');
  expect(await playedFrom(ana)).toBe('?1080');
  await ana.by('quality').selectOption('240p');
  await isPlayedFrom(ana, '?240');
  await ana.by('play').click();
  await ana.seesMotion();
});

test('a quality that breaks while it is watched gives way to what the others watch', async () => {
  const ana = await stage().person('Ana');
  await ana.startSession(site.video);
  await ana.join();
  await ana.by('quality').selectOption('480p');
  await isPlayedFrom(ana, '?480');
  await ana.by('video').evaluate((video) => {
    (video as HTMLVideoElement).src = 'data:video/mp4,broken';
  });
  await ana.page.getByText('This quality cannot be played just now').waitFor();
  await isPlayedFrom(ana, '?1080');
  expect(await ana.by('quality').locator('option:checked').textContent()).toBe('1080p');
  await ana.by('play').click();
  await ana.seesMotion();
});

test('the episodes of a series are seen in the catalogue, and each plays by itself with its subtitles', async () => {
  const ana = await stage().person('Ana');
  await ana.open('/videos');
  const card = ana.by('video-card').filter({ hasText: 'A series' });
  await card.getByTestId('open-list').press('Enter');
  await ana.by('list-told').getByText('3 videos').waitFor();
  await look(ana, 'series-episodes');
  await ana.page.getByRole('button', { name: 'Watch together: A series 1×02: Part 2' }).press('Enter');
  await ana.by('join').waitFor();
  expect(await ana.by('lobby-title').textContent()).toBe('A series 1×02: Part 2');
  await ana.join();
  await isPlayedFrom(ana, '?2');
  await ana.by('subtitles').selectOption('eng');
  await ana.by('play').click();
  await until('they are shown', async () => (await said(ana)).includes(LINE));
});

test('a series goes into the queue as a whole, without what nobody has', async () => {
  const ana = await stage().person('Ana');
  await ana.startSession(media.url('/sample.mp4'));
  await ana.join();
  await ana.by('tab-queue').click();
  await ana.by('queue-url').fill(site.series);
  await ana.by('queue-url').press('Enter');
  await ana.by('list-found').getByText('3 videos').waitFor();
  await ana.by('list-add').press('Enter');
  await ana.by('list-left').getByText('Part 3').waitFor();
  expect(await ana.by('queue-row').locator('.queue-title').allTextContents()).toEqual([
    'A series 1×01: Part 1',
    'A series 1×02: Part 2',
  ]);
  await look(ana, 'series-queue');
});
