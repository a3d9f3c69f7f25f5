/** A link to a whole list, pasted into the queue; and what is known of what waits. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FeedSite, type Listed } from './support/feed-site';
import { MediaHost } from './support/media-host';
import type { Person } from './support/person';
import { look } from './support/pictures';
import { Server } from './support/server';
import { useStage } from './support/stage';
import { until } from './support/until';

let folder = '';
let site: FeedSite;
let media: MediaHost;

const stage = useStage(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sameframe-lists-'));
  media = await MediaHost.start();
  const film = (n: number): Listed => {
    const title = `Film ${String(n).padStart(2, '0')}`;
    return { id: `f${n}`, title, url: media.url(`/sample.mp4?${n}`), length: 60 + n, picture: 'picture.svg' };
  };
  site = await FeedSite.start({
    club: [film(1), { id: 'x', title: 'Elsewhere', url: media.url('/page'), kind: 'page' }, film(2), film(3)],
    long: Array.from({ length: 60 }, (_, index) => film(index + 1)),
    none: [],
  });
  const file = join(folder, 'sameframe.toml');
  await writeFile(file, site.settings);
  return Server.start(['--config', file]);
});

afterAll(async () => {
  await site.stop();
  await media.stop();
  await rm(folder, { recursive: true, force: true });
});

const rows = (who: Person) => who.by('queue-row');
const titles = (who: Person) => rows(who).locator('.queue-title').allTextContents();

async function paste(who: Person, link: string): Promise<void> {
  await who.by('queue-url').fill(link);
  await who.by('queue-url').press('Enter');
}

test('a feed is shown, added as one, told to the others, and taken back as one', async () => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  const session = await ana.startSession(media.url('/sample.mp4?now'));
  await ana.join();
  await ben.comeTo(session);
  await ana.by('tab-queue').click();
  await ben.by('tab-queue').click();
  await paste(ana, site.address('club'));
  await ana.by('list-found').getByText('The list has 4 videos').waitFor();
  expect(await ana.by('list-videos').locator('.queue-title').allTextContents()).toContain('Elsewhere');
  await look(ana, 'queue-list-offer');
  await ana.by('list-add').press('Enter');
  await ana.by('list-added').getByText('3 videos added. 1 video was not added:').waitFor();
  expect(await ana.by('list-left').textContent()).toContain('its own page');
  await look(ana, 'queue-list-left-out');
  await ana.by('list-close').press('Enter');
  expect(await ana.by('queue-url').inputValue()).toBe('');
  await until('Ben sees them', async () => (await titles(ben)).join() === 'Film 01,Film 02,Film 03');
  expect(await rows(ben).first().locator('.queue-sub').textContent()).toBe('1:01from Ana');
  await until('Ben sees a picture', () =>
    rows(ben)
      .first()
      .getByTestId('queue-picture')
      .evaluate((picture) => (picture as HTMLImageElement).naturalWidth > 0),
  );
  await look(ben, 'queue-pictures');
});

test('of a long list the first 50 go in, as one that is undone at a press', async () => {
  const ana = await stage().person('Ana', { viewport: { width: 390, height: 780 }, isMobile: true });
  await ana.startSession(media.url('/sample.mp4?long'));
  await ana.join();
  await ana.by('tab-queue').click();
  await paste(ana, site.address('long'));
  await ana.by('list-add').getByText('Add the first 50').waitFor();
  expect(
    await ana.page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
  ).toBeLessThanOrEqual(0);
  await look(ana, 'queue-list-phone');
  await ana.by('list-add').click();
  await until('50 wait', async () => (await rows(ana).count()) === 50);
  await look(ana, 'queue-list-added-phone');
  await ana.page.getByText('You added 50 videos').locator('..').getByRole('button', { name: 'Undo' }).click();
  await until('none waits', async () => (await rows(ana).count()) === 0);
});

test('an empty list, a list that is away, and what is no list at all say so', async () => {
  const ana = await stage().person('Ana');
  ana.expectTrouble(/Failed to load resource/);
  await ana.startSession(media.url('/sample.mp4?none'));
  await ana.join();
  await ana.by('tab-queue').click();
  await paste(ana, site.address('none'));
  await ana.by('list-offer').getByText('There is no video in this list.').waitFor();
  await ana.by('list-close').click();
  await paste(ana, 'https://www.youtube.com/playlist?list=PL0123456789abcdef');
  await ana.by('list-failed').getByText('cannot look into lists of this site').waitFor();
  await look(ana, 'queue-list-failed');
  await ana.by('list-close').click();
  expect(await ana.by('list-offer').count()).toBe(0);
});
