/** The tabs beside the video: they keep their place and can be read, however full the panel is. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Person } from './support/person';
import { RESULTS } from './support/requirements';
import { useStage } from './support/stage';
import { until } from './support/until';

const stage = useStage();
const TABS = ['chat', 'people', 'queue', 'predictions', 'activity'];
const SIZES = [
  { width: 1280, height: 760 },
  { width: 1000, height: 700 },
  { width: 820, height: 1100 },
  { width: 375, height: 740 },
];

/** How high the row of tabs is, and how much of them is out of sight. */
function rowOf(person: Person): Promise<{ height: number; hidden: number }> {
  return person.page.evaluate(() => {
    const row = document.querySelector('.tabs');
    if (row === null) throw new Error('there are no tabs');
    return { height: row.getBoundingClientRect().height, hidden: row.scrollWidth - row.clientWidth };
  });
}

test('the tabs stay where they are while many videos wait', async () => {
  const ana = await stage().person('Ana');
  await ana.startSession(stage().sample);
  await ana.join();
  await ana.by('tab-queue').click();
  const links = Array.from({ length: 20 }, (_, index) => `${stage().sample}?${index}`);
  await ana.by('queue-url').fill(links.join('\n'));
  await ana.by('queue-add').click();
  await until('20 videos wait', async () => (await ana.by('queue-row').count()) === 20);
  await ana.by('tab-predictions').click();
  await ana.by('ask-prediction').click();
  await ana.by('question-input').fill('Who did it?');
  for (const place of [0, 1]) await ana.by('outcome-input').nth(place).fill(`Number ${place}`);
  await ana.by('open-prediction').click();
  await ana.by('prediction').first().waitFor();
  for (const size of SIZES) {
    await ana.page.setViewportSize(size);
    for (const tab of TABS) {
      await ana.by(`tab-${tab}`).click();
      const { height, hidden } = await rowOf(ana);
      expect(height, `${tab} at ${size.width}`).toBeGreaterThanOrEqual(48);
      expect(hidden, `${tab} at ${size.width}`).toBeLessThanOrEqual(0);
    }
    await ana.by('tab-queue').click();
    await ana.page.screenshot({ path: join(RESULTS, `tabs-${size.width}.png`) });
  }
  const wider = await ana.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider, 'no wider than the phone').toBeLessThanOrEqual(0);
  await ana.by('me').waitFor();
  await ana.by('copy-link').waitFor();
});
