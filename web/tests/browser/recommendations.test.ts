/** Recommendations: a shelf on the home page, and a list for those who are in a session. */
import { expect, test } from 'vitest';
import { look } from './support/pictures';
import { useStage } from './support/stage';
import { until } from './support/until';

const stage = useStage();

const titles = (testId: string) =>
  `[data-testid=${testId}] ${testId === 'for-you-card' ? '.session-title' : '.for-group-title'}`;
/** As long as a title may be. */
const LONG = 'The evening of the longest title that anybody has ever given to a film with friends, part';

test('what may be liked stands on the home page and in the queue, and goes away at a word', async () => {
  const ana = await stage().person('Ana');
  for (const title of [LONG, 'Bake-off', 'Noir'])
    await ana.startSession(`${stage().sample}?${encodeURIComponent(title)}`, title);
  await ana.startSession(stage().sample, 'Film night');
  await ana.join();
  await ana.by('tab-queue').click();
  await ana.by('for-group').locator('summary').click();
  await ana.by('for-group-row').first().waitFor();
  expect(await ana.page.locator(titles('for-group-row')).allTextContents()).toEqual([
    'Noir',
    'Bake-off',
    LONG,
  ]);
  const cut = ana.by('for-group-row').locator('p');
  expect(
    await cut.evaluateAll((texts) => texts.filter((text) => text.scrollWidth > text.clientWidth).length),
    'all can be read',
  ).toBe(0);
  await look(ana, 'for-group');
  await ana.by('for-group-add').first().click();
  await ana.by('queue-row').waitFor();

  const ben = await stage().person('Ben', { viewport: { width: 390, height: 800 }, isMobile: true });
  await ben.startSession(`${stage().sample}?Own`, 'Own');
  await ben.open('/');
  await ben.by('for-you').waitFor();
  expect(await ben.page.locator(titles('for-you-card')).allTextContents()).toContain('Noir');
  await ben.by('for-you').scrollIntoViewIfNeeded();
  await look(ben, 'for-you');
  const noir = ben.by('for-you-card').filter({ hasText: 'Noir' });
  await noir.getByTestId('for-you-not').click();
  await until('it is gone', async () => (await noir.count()) === 0);
  await ben.open('/');
  await ben.by('for-you').waitFor();
  expect(await noir.count(), 'also at the next visit').toBe(0);
  await ben.by('for-you-card').filter({ hasText: 'Bake-off' }).getByTestId('for-you-watch').click();
  await ben.by('join').waitFor();
});
