/** Streams that carry qualities in themselves: each chooses theirs, in step and without a word to the others. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MediaHost } from './support/media-host';
import type { Person } from './support/person';
import { look } from './support/pictures';
import { useStage } from './support/stage';
import { inSync, standTogether } from './support/sync';
import { until } from './support/until';

const HLS = '/levels-hls/stream.m3u8';
const TROUBLE = 'This quality cannot be played just now';
const DASH = '/levels-dash/stream.mpd';

const stage = useStage();
let host: MediaHost;

beforeAll(async () => {
  host = await MediaHost.start();
});

afterAll(() => host.stop());

function height(who: Person): Promise<number> {
  return who.by('video').evaluate((video: HTMLVideoElement) => video.videoHeight);
}

async function sees(who: Person, wanted: number): Promise<void> {
  await until(`${who.name} sees ${wanted} lines`, async () => (await height(who)) === wanted);
}

/** The sound is a track of its own, as most streams have it. */
async function hears(who: Person): Promise<void> {
  const decoded = () =>
    who
      .by('video')
      .evaluate(
        (video) =>
          (video as HTMLVideoElement & { webkitAudioDecodedByteCount: number }).webkitAudioDecodedByteCount,
      );
  await until(`${who.name} hears something`, async () => (await decoded()) > 0);
}

function chosen(who: Person): Promise<string | null> {
  return who.by('quality').locator('option:checked').textContent();
}

async function isChosen(who: Person, wanted: string): Promise<void> {
  await until(`${who.name} has ${wanted}`, async () => (await chosen(who)) === wanted);
}

test.each([
  ['HLS', HLS],
  ['DASH', DASH],
])('a level of %s is chosen by one for themselves, and kept', async (_, stream) => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben', { viewport: { width: 390, height: 780 }, isMobile: true });
  const session = await ana.startSession(host.url(stream));
  await ana.join();
  await ben.comeTo(session);
  await ana.by('play').click();
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  // Nothing is in the way of the best one.
  await Promise.all([sees(ana, 360), sees(ben, 360)]);
  await Promise.all([isChosen(ana, 'Automatic (360p)'), isChosen(ben, 'Automatic (360p)')]);
  await Promise.all([hears(ana), hears(ben)]);
  expect(await ana.by('quality').locator('option').allTextContents()).toEqual([
    'Automatic (360p)',
    '360p',
    '180p',
    '90p',
  ]);
  await ana.pick('seek', 0.02);
  await inSync([ana, ben], 'before the choice');
  const before = await stage().server.events(session);
  await ana.by('quality').selectOption('90p');
  await sees(ana, 90);
  await inSync([ana, ben], 'after the choice');
  expect(await chosen(ana)).toBe('90p');
  expect([await height(ben), await chosen(ben)]).toEqual([360, 'Automatic (360p)']);
  expect(await stage().server.events(session), 'nobody was told, and nobody waited').toEqual(before);
  await ana.by('video').hover();
  await look(ana, `levels-${stream.split('.').at(-1)}`);
  expect(
    await ben.page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
  ).toBeLessThanOrEqual(0);

  await ana.page.reload();
  await ana.seesPicture();
  await ben.pick('seek', 0.1);
  await sees(ana, 90);
  expect(await chosen(ana)).toBe('90p');
  expect(await ana.page.getByText(TROUBLE).count()).toBe(0);
  // What is loaded for the next seconds is still played: there must be more than that.
  await ben.pick('seek', 0.02);
  await ana.by('quality').selectOption('180p');
  await sees(ana, 180);
  await ben.pick('seek', 0.02);
  await ana.by('quality').selectOption({ index: 0 });
  // Which one it is depends on the line.
  await until('it is automatic again', async () => /^Automatic \(\d+p\)$/.test((await chosen(ana)) ?? ''));
  await inSync([ana, ben], 'after going back to automatic');
  await ana.by('play').click();
  await standTogether([ana, ben]);
  await look(ana, `levels-${stream.split('.').at(-1)}-automatic`);
  await look(ben, `levels-${stream.split('.').at(-1)}-phone`);
});

test.each([
  ['HLS', HLS, '/levels-hls/2.mp4'],
  ['DASH', DASH, '/levels-dash/init2.mp4'],
])('a level of %s that cannot be loaded gives way to what is automatic', async (_, stream, broken) => {
  host.failing.add(broken);
  const ana = await stage().person('Ana');
  ana.expectTrouble(/500/);
  await ana.startSession(host.url(stream));
  await ana.join();
  await ana.by('play').click();
  await sees(ana, 360);
  await ana.pick('seek', 0.02);
  await ana.isNear(0.5);
  await ana.by('quality').selectOption('90p');
  await ana.page.getByText(TROUBLE).waitFor();
  await isChosen(ana, 'Automatic (360p)');
  await ana.pick('seek', 0.1);
  await ana.seesMotion();
  host.failing.clear();
});

test.each([
  ['HLS', HLS],
  ['DASH', DASH],
])('a level of %s that breaks while it is watched gives way to what is automatic', async (_, stream) => {
  const ana = await stage().person('Ana');
  await ana.startSession(host.url(stream));
  await ana.join();
  // Before it plays nothing is played to its end first.
  await ana.by('quality').selectOption('90p');
  await ana.by('play').click();
  await sees(ana, 90);
  await ana.by('video').evaluate((video) => {
    (video as HTMLVideoElement).src = 'data:video/mp4,broken';
  });
  await ana.page.getByText(TROUBLE).waitFor();
  await until('it is automatic', async () => ((await chosen(ana)) ?? '').startsWith('Automatic'));
  await ana.pick('seek', 0.1);
  await ana.seesMotion();
});

test('the last choice is the best level that is no higher, for the next stream too', async () => {
  const ana = await stage().person('Ana');
  await ana.open('/');
  await ana.page.evaluate(() => localStorage.setItem('sameframe.quality', '240'));
  await ana.startSession(host.url(HLS));
  await ana.join();
  await isChosen(ana, '180p');
  await ana.by('play').click();
  await sees(ana, 180);
});

test('the bar has room for the menu at every width', async () => {
  const ana = await stage().person('Ana');
  await ana.startSession(host.url(HLS));
  await ana.join();
  await isChosen(ana, 'Automatic (360p)');
  for (const width of [1280, 960, 901, 700, 562, 390]) {
    await ana.page.setViewportSize({ width, height: 760 });
    await ana.by('video').hover({ position: { x: 20, y: 20 } });
    const covered = () => ana.page.locator('.controls').evaluate(coveredIn);
    await until(`every control can be pressed at ${width} px`, async () => (await covered()).length === 0);
    await look(ana, `levels-${width}`);
  }
});

/** What nobody could press in its middle: it is cut off, or something else lies there. */
function coveredIn(bar: Element): string[] {
  const shown = [...bar.querySelectorAll('button, select, input')].filter((one) => one.checkVisibility());
  const isCovered = (one: Element) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    return there === null || !(one.contains(there) || there.contains(one));
  };
  return shown.filter(isCovered).map((one) => one.getAttribute('data-testid') ?? one.className);
}

test('a browser that plays HLS by itself has no choice', async () => {
  const ana = await stage().person('Ana', { withoutMediaSource: true });
  await ana.startSession(host.url(HLS));
  await ana.join();
  await ana.by('play').click();
  await ana.seesMotion();
  expect(await ana.by('quality').count()).toBe(0);
});
