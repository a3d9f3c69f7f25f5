/** Reactions float over a replay at their moment. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RESULTS } from './support/requirements';
import { useStage } from './support/stage';
import { until } from './support/until';

const stage = useStage();

/** REP-60 */
test('reactions float at their moment, and can be switched off', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample, 'Fire');
  await ana.join();
  await ana.by('play').click();
  await ana.by('stage').hover();
  const reactions = async () =>
    (await stage().server.events(session)).filter(({ type }) => type === 'reacted').length;
  await ana.page.locator('[data-testid=quick-reaction][data-emoji="🔥"]').click();
  await until('the log has it', async () => (await reactions()) === 1);
  await ana.by('end-session').click();
  await ana.by('confirm-end').click();

  const ben = await stage().person('Ben', { viewport: { width: 390, height: 800 } });
  await ben.open(`/s/${session}/replay`);
  await ben.by('replay-play').waitFor();
  const floater = ben.page.locator('.floater[data-emoji="🔥"]').first();
  expect(await floater.count()).toBe(0);
  const floats = floater.waitFor({ state: 'attached' });
  await ben.by('replay-play').click();
  await floats;
  await ben.page.screenshot({ path: join(RESULTS, 'replay-reactions.png') });
  // Who wants none sees none, also the next time.
  await ben.by('replay-reactions').click();
  await floater.waitFor({ state: 'detached' });
  await ben.page.reload();
  expect(await ben.by('replay-reactions').getAttribute('aria-pressed')).toBe('false');
  await ben.by('replay-reactions').click();
  await ben.page.emulateMedia({ reducedMotion: 'reduce' });
  const still = floater.waitFor({ state: 'attached' });
  await ben.by('replay-play').click();
  await still;
  const name = await floater.evaluate((one) => getComputedStyle(one).animationName);
  expect(name).toBe('float-still');
});
