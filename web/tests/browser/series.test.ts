/** Parties that come back: one link, each evening its own replay. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Person } from './support/person';
import { RESULTS } from './support/requirements';
import { useStage } from './support/stage';

const stage = useStage();

const picture = (person: Person, name: string) =>
  person.page.screenshot({ path: join(RESULTS, `series-${name}.png`), fullPage: true });

/** SER-1, SER-2, SER-5 */
test('a session is repeated every week in two clicks, and its link leads to the next evening', async () => {
  const ana = await stage().person('Ana');
  const first = await ana.startSession(stage().sample, 'Film night');
  await ana.join();
  await ana.by('settings').click();
  await ana.by('repeat').click();
  await picture(ana, 'repeat');
  await ana.by('save-times').click();
  const link = await ana.by('series-link').inputValue();
  expect(new URL(link).pathname).toMatch(/^\/series\/[\w-]+$/);
  await ana.page.keyboard.press('Escape');

  const phone = { viewport: { width: 390, height: 800 } };
  const ben = await stage().person('Ben', phone);
  await ben.open('/');
  await ben.by('series-card').waitFor();
  await picture(ben, 'home-phone');
  expect(await ben.by('series-card').textContent()).toMatch(/every \w+day \d\d:\d\d/);
  await ben.by('series-card').click();
  await ben.by('part-of').waitFor();
  expect(new URL(ben.page.url()).pathname).toBe(`/s/${first}`);
  await ben.join();

  await ana.by('end-session').click();
  await ana.by('confirm-end').click();
  await ana.open(link);
  await ana.by('series-title').waitFor();
  await ana.by('plan-countdown').waitFor();
  await ana.by('evening').waitFor();
  expect(await ana.by('evening').textContent()).toContain('Evening 1');
  await ana.by('change-times').click();
  await picture(ana, 'page');

  // Nobody but Ana opens it days before.
  const cat = await stage().person('Cat', phone);
  await cat.open(link);
  await cat.by('plan-countdown').waitFor();
  await picture(cat, 'page-phone');
  expect(await cat.by('open-evening').count()).toBe(0);
  expect(await cat.by('end-series').count()).toBe(0);

  await ana.by('open-evening').click();
  await ana.by('lobby-title').waitFor();
  await ana.by('plan-countdown').waitFor();
  const second = new URL(ana.page.url()).pathname;
  expect(second).not.toBe(`/s/${first}`);
  await cat.open(link);
  await cat.join();
  expect(new URL(cat.page.url()).pathname).toBe(second);
  await ana.by('part-of').getByRole('link').click();
  await ana.by('evening').waitFor();
  await ana.by('evening').click();
  await ana.by('replay').waitFor();
});

/** SER-5 */
test('who looks after a series lets it rest, go on, and end', async () => {
  const ana = await stage().person('Ana');
  await ana.startSession(stage().sample, 'Short run');
  await ana.join();
  await ana.by('settings').click();
  await ana.by('repeat').click();
  await ana.by('series-day').selectOption('friday');
  await ana.by('series-clock').fill('20:00');
  await ana.by('save-times').click();
  const link = await ana.by('series-link').inputValue();
  await ana.open(`${link}#evenings`);
  expect(await ana.by('series-every').textContent()).toContain('every Friday 20:00');
  await ana.by('pause-series').click();
  await ana.page.getByText('No evening begins until').waitFor();
  await ana.by('pause-series').click();
  await ana.page.getByText('No evening begins until').waitFor({ state: 'detached' });
  await ana.by('change-times').click();
  await ana.by('add-time').click();
  await ana.by('series-day').nth(1).selectOption('sunday');
  await ana.by('save-times').click();
  await ana.page.getByText('every Friday 20:00 and Sunday 20:00').waitFor();
  await ana.by('end-series').click();
  await ana.by('confirm-end-series').click();
  await ana.page.getByText('It is over.').waitFor();
  expect(await ana.by('pause-series').count()).toBe(0);
});
