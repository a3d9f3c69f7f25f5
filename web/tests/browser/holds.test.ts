/** One is slow: the others wait for a while and see for whom, and nobody waits for ever. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MediaHost } from './support/media-host';
import type { Person } from './support/person';
import { useStage } from './support/stage';
import { inSync } from './support/sync';
import { until } from './support/until';

const stage = useStage();
let host: MediaHost;

beforeAll(async () => {
  host = await MediaHost.start();
});
afterAll(() => host.stop());

async function isSlow(person: Person): Promise<void> {
  await person.context.route(`${host.url('')}/**`, (route) =>
    route.continue({ headers: { ...route.request().headers(), 'x-slow': 'yes' } }),
  );
}

/** SES-50, SES-56 */
test('the others wait for who buffers, go on together, and do not have to', async () => {
  host.giveMore(0.15);
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  await isSlow(ben);
  const session = await ana.startSession(host.url('/sample.mp4'));
  await ana.join();
  await ben.comeTo(session);
  await ana.by('play').click();
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);

  await ana.by('hold').waitFor();
  expect(await ana.by('hold').textContent()).toMatch(/^Waiting for Ben, loading the video, \d+ s left\./);
  await ana.shows('playing');
  await until('Ana stands', async () => (await ana.sight()).paused);
  host.giveMore(0.27);
  await ana.by('hold').waitFor({ state: 'detached' });
  await inSync([ana, ben], 'after a wait');

  await ana.by('hold').waitFor({ timeout: 30_000 });
  await ana.by('start-anyway').click();
  await ana.by('hold').waitFor({ state: 'detached' });
  await ana.seesMotion();
  await ana.by('tab-people').click();
  const ofBen = ana.page.locator('[data-testid=person]', { hasText: 'Ben' }).getByTestId('standing');
  await until('Ana sees that Ben trails', async () => (await ofBen.textContent())?.startsWith('catching up'));
  host.giveMore(1);
  await ben.seesMotion();
  await inSync([ana, ben], 'after catching up');
  await until('Ana sees it', async () => (await ofBen.textContent()) === 'in sync');
});

/** SES-62 */
test('the first start waits until everybody is ready, and counts down', async () => {
  host.giveMore(0.001);
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  await isSlow(ben);
  await ana.open('/');
  await ana.wantsMoreChoices();
  await ana.by('when-ready').check();
  await ana.by('url-input').fill(host.url('/sample.mp4'));
  await ana.by('start').click();
  await ana.join();
  await ben.open(new URL(ana.page.url()).pathname);
  await ben.enter();
  await ana.by('tab-people').click();
  const people = ana.page.locator('[data-testid=standing]');
  await until('both have told how they stand', async () => (await people.count()) === 2);
  await ana.by('play').click();
  await ana.by('hold').waitFor();
  expect(await ana.by('hold').textContent()).toMatch(/^Waiting for Ben to be ready/);
  host.giveMore(1);
  await Promise.all([ana.by('countdown').waitFor(), ben.by('countdown').waitFor()]);
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
});
