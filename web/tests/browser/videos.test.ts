/** The catalogue: videos that providers list are found, shared by their address, and watched together. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FeedSite, type Listed } from './support/feed-site';
import { MediaHost } from './support/media-host';
import type { Person, PersonOptions } from './support/person';
import { look } from './support/pictures';
import { serverBinary } from './support/requirements';
import { Server } from './support/server';
import { type Stage, useStage } from './support/stage';
import { inSync } from './support/sync';
import { until } from './support/until';

/** What a browser writes by itself about what it could not load. */
const FAILED_REQUEST = /Failed to load resource/;
const PHONE: PersonOptions = { viewport: { width: 390, height: 780 }, isMobile: true };
const PAGE = 24;

async function person(stage: Stage, name: string, options?: PersonOptions): Promise<Person> {
  const someone = await stage.person(name, options);
  someone.expectTrouble(FAILED_REQUEST);
  return someone;
}

const cards = (who: Person) => who.by('video-card');
const titles = (who: Person) => cards(who).locator('h2').allTextContents();
const searchOf = (who: Person) => new URL(who.page.url()).search;

async function sees(who: Person, wanted: readonly string[]): Promise<void> {
  const shown = async () => JSON.stringify(await titles(who)) === JSON.stringify(wanted);
  await until(`${who.name} sees ${wanted.join(', ')}`, shown);
}

async function isSeenWithoutSideways(who: Person): Promise<void> {
  const width = () => who.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await width(), 'nothing stands out at the side').toBeLessThanOrEqual(0);
}

describe('a catalogue with something in it', () => {
  let folder = '';
  let site: FeedSite;
  let media: MediaHost;

  const stage = useStage(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sameframe-videos-'));
    media = await MediaHost.start();
    const films = Array.from({ length: 30 }, (_, index): Listed => {
      const title = `Film ${String(index + 1).padStart(2, '0')}`;
      return { id: `film-${index}`, title, url: media.url(`/sample.mp4?${index}`), length: 12, year: 2000 };
    });
    site = await FeedSite.start({
      club: [
        {
          id: 'a',
          title: 'Alpine summer',
          url: media.url('/sample.mp4?a'),
          picture: 'picture.svg',
          length: 3_900,
        },
        {
          id: 'b',
          title: 'Broken picture',
          url: media.url('/sample.mp4?b'),
          picture: 'none.jpg',
          year: 1999,
        },
        ...films,
      ],
      choir: [
        {
          id: 'c',
          title: 'Concert',
          url: media.url('/sample.mp4?c'),
          tags: ['summer'],
          languages: ['German'],
          picture: 'picture.svg',
        },
        { id: 'e', title: 'Elsewhere', url: media.url('/page'), kind: 'page' },
      ],
    });
    const file = join(folder, 'sameframe.toml');
    await writeFile(file, site.settings);
    const server = await Server.start(['--config', file]);
    // The site answers from here meanwhile.
    await promisify(execFile)(serverBinary(), [
      'worker',
      'run',
      'catalogue',
      '--data',
      server.data,
      '--config',
      file,
    ]);
    return server;
  });

  afterAll(async () => {
    await site.stop();
    await media.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('it is found from the home page, searched, filtered, and gone back to', async () => {
    const ana = await person(stage(), 'Ana');
    await ana.open('/');
    await ana.by('browse-videos').waitFor();
    await look(ana, 'home-browse-videos');
    await ana.by('browse-videos').press('Enter');
    await ana.by('videos-found').getByText(`${PAGE} videos, and there are more`).waitFor();
    const first = cards(ana).filter({ hasText: 'Alpine summer' });
    await until('the picture is loaded', () =>
      first.locator('img').evaluate((picture) => (picture as HTMLImageElement).naturalWidth > 0),
    );
    expect(await first.locator('p').first().textContent()).toBe('1 h 5 minclub');
    await cards(ana).filter({ hasText: 'Broken picture' }).getByTestId('no-picture').waitFor();
    await look(ana, 'videos');
    await ana.by('more-videos').press('Enter');
    await ana.by('videos-found').getByText('34 videos', { exact: true }).waitFor();
    expect(new Set(await titles(ana)).size, 'each once').toBe(34);
    expect(await ana.by('more-videos').count()).toBe(0);

    await ana.by('video-search').fill('summer');
    await sees(ana, ['Alpine summer', 'Concert']);
    expect(searchOf(ana)).toBe('?q=summer');
    await ana.page.locator('[data-provider="feed:choir"]').press('Enter');
    await sees(ana, ['Concert']);
    expect(searchOf(ana)).toBe('?q=summer&provider=feed%3Achoir');
    await ana.page.reload();
    await sees(ana, ['Concert']);
    expect(await ana.by('video-search').inputValue()).toBe('summer');
    await ana.by('video-search').fill('nothing like it');
    await ana.by('videos-found').getByText('Nothing fits “nothing like it”.').waitFor();
    await ana.by('paste-link').waitFor();
    // The words were only changed: one step back leads to before the filter.
    await ana.page.goBack();
    await sees(ana, ['Alpine summer', 'Concert']);
    await ana.page.goBack();
    await ana.by('videos-found').getByText(`${PAGE} videos, and there are more`).waitFor();
    expect(await ana.by('video-search').inputValue()).toBe('');
  });

  test('somebody who is nobody yet starts with one, by keyboard on a phone, and watches it with another', async () => {
    const ana = await person(stage(), 'Ana', PHONE);
    const ben = await person(stage(), 'Ben');
    await ana.open('/videos?q=alpine');
    await sees(ana, ['Alpine summer']);
    await isSeenWithoutSideways(ana);
    await ana.page.getByRole('button', { name: 'Watch together: Alpine summer' }).press('Enter');
    await ana.by('join').waitFor();
    expect(await ana.by('lobby-title').textContent()).toBe('Alpine summer');
    const session = new URL(ana.page.url()).pathname.split('/').at(-1) ?? '';
    await ana.join();
    await ben.comeTo(session);
    await ana.by('play').click();
    await Promise.all([ana.seesMotion(), ben.seesMotion()]);
    await inSync([ana, ben], 'a video of the catalogue');
    await ana.page.goBack();
    await sees(ana, ['Alpine summer']);
  });

  test('on a phone it is narrowed down by year, length, language and what it is about, which stands in the address', async () => {
    const ana = await person(stage(), 'Ana', PHONE);
    await ana.open('/videos');
    await ana.by('filter-years').selectOption({ label: '1990s (1)' });
    await sees(ana, ['Broken picture']);
    expect(searchOf(ana)).toBe('?from_year=1990&to_year=1999');
    await look(ana, 'videos-filters-phone');
    await isSeenWithoutSideways(ana);
    await ana.by('filter-length').selectOption('short');
    await ana.by('videos-found').getByText('Nothing fits these filters.').waitFor();
    await ana.by('filters-clear').click();
    await ana.by('videos-found').getByText(`${PAGE} videos, and there are more`).waitFor();
    expect(searchOf(ana)).toBe('');
    await ana.by('filter-length').selectOption('medium');
    await sees(ana, ['Alpine summer']);
    await ana.by('filter-length').selectOption('');
    await ana.by('filter-language').selectOption({ label: 'German (1)' });
    await sees(ana, ['Concert']);
    await ana.page.goBack();
    await ana.page.goBack();
    await sees(ana, ['Alpine summer']);
    expect(await ana.by('filter-length').inputValue()).toBe('medium');
    await ana.open('/videos?tag=SUMMER&from_year=1985&to_year=1986');
    await ana.by('videos-found').getByText('Nothing fits these filters.').waitFor();
    await ana.by('filter-years').getByText('1985 to 1986').waitFor({ state: 'attached' });
    await ana.by('filter-years').selectOption('');
    await sees(ana, ['Concert']);
  });

  test('a provider looks for the words itself, and what it finds is watched like all else', async () => {
    const ana = await person(stage(), 'Ana', PHONE);
    await ana.open('/videos');
    await cards(ana).first().waitFor();
    expect(await ana.by('search-elsewhere').count(), 'nothing is looked for').toBe(0);
    await ana.by('video-search').fill('concert');
    await sees(ana, ['Concert']);
    const [listed] = (await (await fetch(`${stage().server.origin}/api/videos?q=concert`)).json()).videos;
    await ana.page.route('**/api/videos/search', (route) => {
      expect(route.request().postDataJSON()).toEqual({ provider: 'dailymotion', q: 'concert' });
      const found = { ...listed, title: 'Found there' };
      return route.fulfill({ json: { videos: [found], several: true, more: true } });
    });
    const dailymotion = ana.page.locator('[data-testid=search-elsewhere][data-provider=dailymotion]');
    await dailymotion.press('Enter');
    await ana.by('elsewhere-found').getByText('1 video, and there are more').waitFor();
    await sees(ana, ['Concert', 'Found there']);
    await isSeenWithoutSideways(ana);
    await look(ana, 'videos-elsewhere');
    await ana.page.unroute('**/api/videos/search');
    await ana.page.route('**/api/videos/search', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          code: 'provider_away',
          detail: 'the site does not answer just now; try again later',
        }),
      }),
    );
    await dailymotion.click();
    await ana.by('elsewhere-found').getByText('does not answer').waitFor();
    await ana.page.unroute('**/api/videos/search');
    await cards(ana).last().getByTestId('watch-video').click();
    await ana.by('join').waitFor();
  });

  test('what is watched elsewhere has a link to its page in place of the button', async () => {
    const ana = await person(stage(), 'Ana', PHONE);
    await ana.open('/videos');
    await cards(ana).first().waitFor();
    await look(ana, 'videos-phone');
    await isSeenWithoutSideways(ana);
    const elsewhere = cards(ana).filter({ hasText: 'Elsewhere' });
    const link = elsewhere.getByTestId('open-page');
    await link.waitFor();
    expect(new URL((await link.getAttribute('href')) ?? '').pathname).toBe('/page');
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await elsewhere.getByTestId('watch-video').count()).toBe(0);
  });

  test('while the catalogue is away the page says so, and it comes back at a press', async () => {
    const ana = await person(stage(), 'Ana');
    await ana.page.route('**/api/videos?*', (route) => route.fulfill({ status: 503, body: '' }));
    await ana.open('/videos?q=concert');
    await ana.by('videos-failed').getByText('The catalogue is away just now').waitFor();
    await ana.by('paste-link').waitFor();
    await look(ana, 'videos-away');
    await ana.page.unroute('**/api/videos?*');
    await ana.by('videos-again').press('Enter');
    await sees(ana, ['Concert']);
    expect(await ana.by('videos-failed').count()).toBe(0);
  });
});

describe('a catalogue with nothing in it', () => {
  const stage = useStage();
  let media: MediaHost;

  beforeAll(async () => {
    media = await MediaHost.start();
  });

  afterAll(() => media.stop());

  test('it says how it is filled, a link starts a session as well, and the home page does not lead there', async () => {
    const ana = await person(stage(), 'Ana', PHONE);
    const asked = ana.page.waitForResponse('**/api/videos?*');
    await ana.open('/');
    expect((await (await asked).json()).videos).toEqual([]);
    await ana.open('/videos');
    await ana.by('catalogue-empty').getByText('docs/providers.md').waitFor();
    await look(ana, 'videos-empty');
    await isSeenWithoutSideways(ana);
    await ana.page.goBack();
    await ana.by('url-input').waitFor();
    expect(await ana.by('browse-videos').count()).toBe(0);
    await ana.page.goForward();
    await ana.by('paste-link').fill(media.url('/sample.mp4'));
    await ana.by('paste-link').press('Enter');
    await ana.by('join').waitFor();
  });
});
