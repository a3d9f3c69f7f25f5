/** Videos of the catalogue that nobody has watched: recommended by what they are like, after one evening and a rating. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { FeedSite } from './support/feed-site';
import { MediaHost } from './support/media-host';
import { look } from './support/pictures';
import { serverBinary } from './support/requirements';
import { Server } from './support/server';
import { useStage } from './support/stage';
import { until } from './support/until';

let folder = '';
let site: FeedSite;
let media: MediaHost;

const stage = useStage(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sameframe-recommended-'));
  media = await MediaHost.start();
  const film = (id: string, title: string, tags: readonly string[]) => ({
    id,
    title,
    tags,
    url: media.url(`/sample.mp4?${id}`),
    picture: 'picture.svg',
    length: 3_900,
  });
  site = await FeedSite.start({
    club: [
      film('saga1', 'Space Saga', ['space', 'scifi']),
      film('saga2', 'Space Saga Returns', ['space', 'scifi']),
      film('orbit', 'Lost in orbit', ['space']),
      film('pie', 'Pie night', ['cooking']),
    ],
  });
  const server = await Server.start(['--config', await settings()]);
  await work(server, 'catalogue');
  return server;
});

afterAll(async () => {
  await site.stop();
  await media.stop();
  await rm(folder, { recursive: true, force: true });
});

async function settings(): Promise<string> {
  const file = join(folder, 'sameframe.toml');
  await writeFile(file, site.settings);
  return file;
}

/** The site answers from here meanwhile. */
async function work(server: Server, worker: string): Promise<void> {
  const words = ['worker', 'run', worker, '--data', server.data, '--config', await settings()];
  await promisify(execFile)(serverBinary(), words);
}

test('a rating of one evening brings what is like it to the home page, with its picture', async () => {
  const ana = await stage().person('Ana');
  await ana.open('/videos?q=saga');
  const card = ana.by('video-card').filter({ has: ana.page.getByText('Space Saga', { exact: true }) });
  await card.getByTestId('watch-video').click();
  await ana.by('join').waitFor();
  await ana.join();
  await ana.by('end-session').click();
  await ana.by('confirm-end').click();
  await ana.by('rate').waitFor();
  await look(ana, 'rate-ended');
  await ana.by('watch-replay').click();
  await ana.by('replay-play').waitFor();
  const good = ana.by('rate-liked');
  await good.scrollIntoViewIfNeeded();
  await look(ana, 'rate');
  await good.press('Enter');
  await until('it is said', async () => (await good.getAttribute('aria-pressed')) === 'true');
  await work(stage().server, 'recommendations');

  await ana.open('/');
  const cards = ana.by('for-you-card');
  await cards.first().waitFor();
  expect(await ana.page.locator('[data-testid=for-you-card] .session-title').allTextContents()).toEqual([
    'Space Saga Returns',
    'Lost in orbit',
  ]);
  const saga = cards.filter({ hasText: 'Returns' });
  expect(await saga.textContent()).toContain('Like “Space Saga”, which you watched');
  await until('the picture is loaded', () =>
    saga.locator('img').evaluate((picture) => (picture as HTMLImageElement).naturalWidth > 0),
  );
  await ana.by('for-you').scrollIntoViewIfNeeded();
  await look(ana, 'for-you-videos');
  await ana.page.setViewportSize({ width: 390, height: 780 });
  await ana.by('for-you').scrollIntoViewIfNeeded();
  await look(ana, 'for-you-videos-phone');
  const sideways = await ana.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(sideways, 'nothing stands out at the side').toBeLessThanOrEqual(0);

  await cards.filter({ hasText: 'Lost' }).getByTestId('for-you-seen').press('Enter');
  await cards.getByTestId('rate-disliked').click();
  await until('it has had its answer', async () => (await cards.count()) === 1);
  await saga.getByTestId('for-you-watch').click();
  await ana.by('join').waitFor();
  expect(await ana.page.title()).toContain('Space Saga Returns');
});
