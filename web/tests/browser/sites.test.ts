/** The players of the other sites, each through what its site offers. */
import { expect, test } from 'vitest';
import { bringSites, siteSight } from './support/sites';
import { useStage } from './support/stage';
import { until } from './support/until';

const stage = useStage();

test.each([
  ['Vimeo', 'https://vimeo.com/76979871/0a1b2c3d4e', 'https://vimeo.com/76979871/0a1b2c3d4e'],
  ['Dailymotion', 'https://dai.ly/x84sh87', 'https://www.dailymotion.com/video/x84sh87'],
  ['Twitch', 'https://m.twitch.tv/videos/1234567890?t=1h', 'https://www.twitch.tv/videos/1234567890'],
])('the player of %s plays, pauses and seeks as the timeline does', async (_site, link, address) => {
  const ana = await stage().person('Ana');
  await bringSites(ana);
  await ana.startSession(link);
  await ana.page.getByText(address).waitFor();
  await ana.enter();
  const is = (what: string, wanted: (sight: { position: number; playing: boolean }) => boolean) =>
    until(`the player ${what}`, async () => {
      const sight = await siteSight(ana);
      return sight !== null && wanted(sight);
    });
  await is('stands at the beginning', ({ playing, position }) => !playing && position === 0);
  await ana.by('play').click();
  await is('plays', ({ playing, position }) => playing && position > 0.5);
  await ana.page.locator('[data-testid=stage][data-phase=playing]').waitFor();
  await ana.by('play').click();
  await is('stands', ({ playing }) => !playing);
  await ana.pick('seek', 0.5);
  await is('is in the middle', ({ position }) => Math.abs(position - 30) < 0.5);
});

test('a live channel plays what is on now', async () => {
  const ana = await stage().person('Ana');
  await bringSites(ana);
  await ana.startSession('https://www.twitch.tv/some_channel');
  expect(await ana.by('lobby-title').textContent()).toBe('some_channel on Twitch');
  await ana.enter();
  await ana.by('play').click();
  await ana.page.locator('[data-testid=stage][data-phase=playing]').waitFor();
  await until('the player plays', async () => (await siteSight(ana))?.playing === true);
});
