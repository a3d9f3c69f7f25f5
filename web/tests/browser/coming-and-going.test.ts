/** People come, leave, and come back. */
import { expect, test } from 'vitest';
import type { Playback } from '../../src/client';
import { useStage } from './support/stage';
import { standTogether } from './support/sync';
import { until } from './support/until';

const stage = useStage();

test('who leaves is at home, the others see it, and the way back is the lobby', async () => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ben.comeTo(session);
  await ana.by('tab-people').click();
  const present = ana.page.locator('[data-testid=person][data-present=true]');
  await expect.poll(() => present.count()).toBe(2);

  await ben.by('leave').click();
  await ben.by('url-input').waitFor();
  expect(new URL(ben.page.url()).pathname).toBe('/');
  await expect.poll(() => present.count()).toBe(1);
  const left = (await stage().server.events(session)).filter(({ type }) => type === 'left');
  expect(left).toMatchObject([{ reason: 'asked' }]);

  await ben.page.goBack();
  await ben.join();
  await expect.poll(() => present.count()).toBe(2);
  await standTogether([ana, ben]);
});

test('who leaves in one tab is in the lobby in the other', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  const second = await ana.context.newPage();
  await second.goto(`/s/${session}`);
  await second.getByTestId('join').click();
  await second.getByTestId('play').waitFor();
  await second.getByTestId('leave').click();
  await second.getByTestId('url-input').waitFor();
  await ana.by('join').waitFor();
});

test('everybody is offered a name of their own, and keeps the one they choose', async () => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  for (const person of [ana, ben]) await person.open('/');
  const offered = await Promise.all([ana, ben].map((person) => person.by('name-input').inputValue()));
  for (const name of offered) expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);

  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ana.open('/');
  expect(await ana.by('name-input').inputValue()).toBe('Ana');
  await ben.open(`/s/${session}`);
  expect(await ben.by('name-input').inputValue()).toBe(offered[1]);
});

test('who says what they are called only where they join is called so by everybody', async () => {
  const ana = await stage().person('Ana');
  await ana.open('/');
  await ana.by('try-sample').click();
  await ana.by('me').waitFor();
  expect(await ana.by('me').getAttribute('aria-label')).not.toContain('Ana');
  await ana.enter();
  await until('the page knows', async () => (await ana.by('me').getAttribute('aria-label'))?.includes('Ana'));
  await ana.open('/account');
  expect(await ana.by('account-name').textContent()).toBe('Ana');
});

/** LIV-30, LIV-32 */
test('everybody sees how the others stand, and what was seen is kept', async () => {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ben.comeTo(session);
  await ana.by('play').click();
  await ana.by('tab-people').click();
  const standings = ana.page.locator('[data-testid=standing][data-status=playing]');
  await expect.poll(() => standings.count(), { timeout: 20_000 }).toBe(2);
  await ana.by('play').click();
  await expect.poll(() => ana.page.locator('[data-testid=standing][data-status=ready]').count()).toBe(2);
  const answer = await ana.page.request.get(`/api/sessions/${session}/playback`);
  const { viewers } = (await answer.json()) as Playback;
  expect(viewers.map(({ name }) => name).sort()).toEqual(['Ana', 'Ben']);
  for (const viewer of viewers) expect(viewer.watched_s).toBeGreaterThan(0);
});
