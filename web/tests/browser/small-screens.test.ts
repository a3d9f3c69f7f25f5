/** Nothing that can be pressed is cut off, and nothing lies over what is to be read, however wide the screen is. */
import { expect, test } from 'vitest';
import type { CatalogVideo } from '../../src/client';
import type { Person } from './support/person';
import { look } from './support/pictures';
import { useStage } from './support/stage';

const stage = useStage();

const PHONE = { width: 390, height: 844 };
const LONG =
  'A title so long that it finds no place on one line of whatever screen anybody has in this world';

/** What can be pressed in some part of the page, and lies outside of another one from left to right. */
function outside({ page }: Person, part: string, of: string): Promise<string[]> {
  return page.evaluate(
    ([within, frame]) => {
      const room = document.querySelector(frame)?.getBoundingClientRect();
      const all = [...document.querySelectorAll(`${within} :is(button, select, input, textarea, summary)`)];
      if (room === undefined || all.length === 0) throw new Error(`there is no ${within}, or no ${frame}`);
      return all
        .filter((one) => {
          const { left, right, width } = one.getBoundingClientRect();
          return width > 0 && (left < room.left - 0.5 || right > room.right + 0.5);
        })
        .map((one) => one.getAttribute('data-testid') ?? one.outerHTML);
    },
    [part, of] as const,
  );
}

/** The video on screen has two qualities and subtitles, as far as this browser hears. */
async function hasChoices({ page }: Person): Promise<void> {
  await page.route('**/api/videos?ids=*', async (route) => {
    const id = new URL(route.request().url()).searchParams.get('ids') ?? '';
    const answer = await route.fetch();
    const { videos } = (await answer.json()) as { videos: CatalogVideo[] };
    const url = stage().sample;
    const quality = (height: number) => ({ kind: 'file', url: `${url}?${height}`, height, name: null });
    const choices = {
      qualities: [quality(1080), quality(480)],
      subtitles: [{ language: 'English', url: `${url}.vtt` }],
    };
    const all = videos.length > 0 ? videos : [{ id }];
    await route.fulfill({ json: { videos: all.map((video) => ({ ...video, ...choices })), next: null } });
  });
}

test('the control bar has room for all of its menus on every screen', async () => {
  const ana = await stage().person('Ana');
  await hasChoices(ana);
  await ana.startSession(stage().sample);
  await ana.join();
  await ana.by('quality').waitFor();
  await ana.by('subtitles').waitFor();
  for (const width of [360, 375, 390, 412, 480, 600, 820, 920, 1000, 1280]) {
    await ana.page.setViewportSize({ width, height: 760 });
    expect(await outside(ana, '.controls-row', '.stage'), `at ${width}`).toEqual([]);
    if (width === PHONE.width) await look(ana, 'control-bar-phone');
  }
});

test('the quick reactions are whole however low the picture is', async () => {
  const ana = await stage().person('Ana');
  await ana.startSession(stage().sample);
  await ana.join();
  for (const [width, height] of [
    [1280, 760],
    [1280, 400],
    [920, 760],
    [844, 390],
    [390, 844],
  ] as const) {
    await ana.page.setViewportSize({ width, height });
    const [picture, bar] = await Promise.all(
      ['.stage', '.reaction-bar'].map((what) => ana.page.locator(what).boundingBox()),
    );
    if (!picture || !bar) throw new Error('there is no picture, or nothing to react with');
    expect(bar.y, `at ${width}×${height}`).toBeGreaterThanOrEqual(picture.y);
    expect(bar.y + bar.height).toBeLessThanOrEqual(picture.y + picture.height);
  }
});

test('the tools of the chat have a place of their own', async () => {
  const ana = await stage().person('Ana', { viewport: PHONE, isMobile: true });
  await ana.startSession(stage().sample);
  await ana.join();
  await ana.by('tab-chat').click();
  const box = async (what: string) => {
    const found = await ana.page.locator(what).boundingBox();
    if (found === null) throw new Error(`${what} cannot be seen`);
    return found;
  };
  const tools = await box('.chat-tools');
  expect((await box('.messages')).y).toBeGreaterThanOrEqual(tools.y + tools.height);
  await ana.by('chat-search').click();
  const field = await ana.by('search-input').boundingBox();
  expect((field?.x ?? 0) + (field?.width ?? 0)).toBeLessThanOrEqual((await box('.chat-tools')).x);
});

test('long titles and long choices make nothing wider than the screen', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample, LONG);
  await ana.join();
  const items = [{ url: `${stage().sample}?next`, title: LONG }];
  const added = await ana.page.evaluate(
    async ([id, body]) => {
      const headers = {
        authorization: `Bearer ${localStorage.getItem('sameframe.token')}`,
        'content-type': 'application/json',
      };
      return (await fetch(`/api/sessions/${id}/commands`, { method: 'POST', headers, body })).status;
    },
    [session, JSON.stringify({ id: 'long', type: 'queue_add', items })] as const,
  );
  expect(added).toBe(200);
  await ana.by('tab-queue').click();
  await ana.by('queue-row').waitFor();
  for (const width of [1280, PHONE.width, 360]) {
    await ana.page.setViewportSize({ width, height: PHONE.height });
    expect(await outside(ana, '.queue', '.panel-body'), `the queue at ${width}`).toEqual([]);
    expect(await outside(ana, '.tabs', '.panel'), `the tabs at ${width}`).toEqual([]);
    await ana.by('settings').click();
    await ana.by('settings-title').waitFor();
    expect(await outside(ana, '.settings-dialog', '.settings-dialog'), `settings at ${width}`).toEqual([]);
    await ana.page.keyboard.press('Escape');
    await ana.by('settings-title').waitFor({ state: 'detached' });
    await ana.by('invite').click();
    await ana.by('invite-code').waitFor();
    expect(await outside(ana, '.invite-dialog', '.invite-dialog'), `inviting at ${width}`).toEqual([]);
    await ana.by('close-invite').click();
    expect(await ana.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
});
