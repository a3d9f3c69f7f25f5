/** Experiments: an operator reads one in one sentence, and stops it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import type { ExperimentDetail, ExperimentEffect, ExperimentReading } from '../../src/client';
import { guest, sameframe } from './support/operator';
import type { Person } from './support/person';
import { look } from './support/pictures';
import { useStage } from './support/stage';

const stage = useStage();

const DAY_MS = 86_400_000;
const PHONE = { width: 375, height: 780 };

const DEFINITION = `
key = "order"
about = "Does a fairer order get more of what we recommend watched?"
[[arm]]
name = "merged"
[[arm]]
name = "logrank"
[metric]
name = "accepted"
per = "unit"
[[guardrail]]
name = "vetoes"
better = "less"
`;

/** An experiment that has just begun. */
function begin(): void {
  const folder = mkdtempSync(join(tmpdir(), 'experiment-'));
  const file = join(folder, 'order.toml');
  writeFileSync(file, DEFINITION);
  sameframe(stage(), 'experiment', 'define', file);
  sameframe(stage(), 'experiment', 'start', 'order');
  rmSync(folder, { recursive: true });
}

/** What it says after ten days, in which the interval has narrowed. */
function tenDays(detail: ExperimentDetail): ExperimentDetail {
  const effect = (day: number): ExperimentEffect => {
    const half = 0.6 / Math.sqrt(day);
    const difference = 0.3 + 0.05 * Math.cos(day);
    const [low, high] = [difference - half, difference + half];
    return { arm: 'logrank', difference, low, high, detectable: half, detectable_as_planned: half / 2 };
  };
  const now = Date.now();
  const overTime = Array.from({ length: 10 }, (_, day) => ({
    at: new Date(now - (10 - day) * DAY_MS).toISOString(),
    effects: day < 1 ? [] : [effect(day + 1)],
    guardrails: [{ name: 'vetoes', effects: day < 5 ? [] : [effect(day + 1)] }],
  }));
  const reading: ExperimentReading = {
    phase: 1,
    verdict: { code: 'better', effect: effect(11) },
    health: {
      sample_ratio_probability: 0.4,
      delivery_probability: 0.3,
      misassigned: 0,
      mixed: 0,
      overridden: 1,
      problems: [],
    },
    arms: [
      { name: 'merged', weight: 1, units: 297, delivered: 297 },
      { name: 'logrank', weight: 1, units: 303, delivered: 301 },
    ],
    metrics: [
      { name: 'accepted', better: 'more', ratios: [0.302, 0.602], effects: [effect(11)], alike: [] },
      { name: 'vetoes', better: 'less', ratios: [0, 0], effects: [], alike: ['logrank'] },
    ],
  };
  return { ...detail, reading, over_time: overTime };
}

/** On a narrow screen nothing lies outside of it, and each number has its title beside it. */
async function isWhole({ page }: Person, experiment: Locator): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  const cells = experiment.locator('tbody th, tbody td');
  expect(await cells.count()).toBe(10);
  for (const cell of await cells.all()) {
    const box = await cell.boundingBox();
    if (box === null) throw new Error('a cell is not seen');
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(PHONE.width);
    expect(await cell.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);
  }
  expect(await experiment.getByText('Shown what it is').count()).toBe(3);
  for (const arm of await experiment.getByTestId('arm').all()) {
    await arm.getByText('Shown what it is').waitFor();
  }
}

test('an operator reads an experiment in one sentence and stops it', async () => {
  const { person: ana, id } = await guest(stage(), 'Ana');
  await ana.open('/admin/experiments');
  await ana.by('experiments-failed').getByText('make-operator').waitFor();
  sameframe(stage(), 'user', 'make-operator', id);
  await ana.open('/admin');
  await ana.by('to-experiments').click();
  await ana.by('no-experiments').waitFor();
  begin();
  await ana.open('/admin/experiments');
  const order = ana.page.locator('[data-testid=experiment][data-key=order]');
  await order.getByText('Too early to say: the smallest arm has 0 circles, and needs 30.').waitFor();
  await ana.page.route('**/api/admin/experiments/order', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: tenDays(await answer.json()) });
  });
  await ana.open('/admin/experiments');
  await order.getByText('logrank is better: accepted differs by +0.').waitFor();
  await order.getByTestId('health').getByText('The numbers are sound').waitFor();
  expect(await order.getByTestId('arm').count()).toBe(2);
  expect(await order.getByTestId('fan').getAttribute('aria-label')).toMatch(
    /^logrank against the control: accepted. From .* to /,
  );
  await look(ana, 'experiments');
  await order.getByRole('cell', { name: '0.000 no differences seen yet' }).waitFor();
  await order.getByTestId('curve-of').selectOption('vetoes (guardrail)');
  expect(await order.getByTestId('fan').getAttribute('aria-label')).toMatch(
    /^logrank against the control: vetoes. From .* to /,
  );
  await ana.page.setViewportSize(PHONE);
  await isWhole(ana, order);
  await order.scrollIntoViewIfNeeded();
  await look(ana, 'experiments-phone');
  await order.getByTestId('change-experiment').press('Enter');
  await order.getByText('It has stopped. Everybody gets the control from now on.').waitFor();
  expect(await order.getAttribute('data-state')).toBe('stopped');
  await order.getByText('Stopped just now.').waitFor();
});

test('an operator defines an experiment, starts it, reads it, and stops it', async () => {
  const { person: ana, id } = await guest(stage(), 'Ana');
  sameframe(stage(), 'user', 'make-operator', id);
  await ana.open('/admin/experiments');
  await ana.by('define').click();
  const form = ana.by('define-form');
  const field = (name: string) => ana.by(`define-${name}`);
  const hasFocus = (of: Locator) => of.evaluate((element) => element === document.activeElement);
  expect(await hasFocus(field('key'))).toBe(true);
  await field('key').fill('Learnt or hot');
  await field('about').fill('Is more watched of what was learnt than of what is hot?');
  await field('arm.1.weight').fill('none');
  await field('more').click();
  await field('traffic_percent').fill('101');
  await field('more').click();
  await field('save').click();
  await field('flaws').getByText('3 fields are not right yet.').waitFor();
  await field('key-flaw').getByText('Write 1 to 64 small letters, digits and -.').waitFor();
  await field('arm.1.weight-flaw').getByText('Write a whole number from 1 to 1000.').waitFor();
  expect(await field('key').getAttribute('aria-invalid')).toBe('true');
  expect(await field('key').getAttribute('aria-describedby')).toContain('define-key-flaw');
  expect(await hasFocus(field('key'))).toBe(true);
  await look(ana, 'define-flaws');

  await field('key').fill('learnt');
  await field('arm.1.weight').fill('1');
  await field('save').click();
  await field('flaws').getByText('One field is not right yet.').waitFor();
  await field('traffic_percent-flaw').getByText('Write a whole number from 1 to 100.').waitFor();
  expect(await hasFocus(field('traffic_percent'))).toBe(true);
  await field('traffic_percent').fill('100');
  await ana.by('define-add-guardrail').click();
  await form.locator('[name="guardrail.1.name"]:focus').waitFor();
  await field('guardrail.1.name').fill('rated');
  await ana.by('define-add-arm').press('Enter');
  await form.locator('[name="arm.2.name"]:focus').waitFor();
  await form.getByRole('button', { name: 'Remove arm 3' }).press('Enter');
  await form.locator('[data-testid=define-add-arm]:focus').waitFor();
  await ana.page.setViewportSize(PHONE);
  expect(await ana.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  await look(ana, 'define-phone');
  await field('key').press('Enter');
  await ana.by('defined').getByText('learnt is defined. Start it when you are ready.').waitFor();
  await form.waitFor({ state: 'detached' });
  expect(await hasFocus(ana.by('define'))).toBe(true);

  const learnt = ana.page.locator('[data-testid=experiment][data-key=learnt]');
  await learnt.getByText('draft').waitFor();
  await learnt.getByRole('button', { name: 'Change learnt' }).click();
  expect(await field('key').getAttribute('readonly')).not.toBeNull();
  expect(await hasFocus(field('about'))).toBe(true);
  expect(await field('guardrail.1.name').inputValue()).toBe('rated');
  await field('about').fill('Which of the two is better?');
  await field('save').click();
  await learnt.getByText('Which of the two is better?').waitFor();
  await learnt.getByRole('button', { name: 'Start learnt' }).click();
  await learnt.getByText('Too early to say: the smallest arm has 0 users, and needs 30.').waitFor();
  expect(await learnt.getByRole('button', { name: 'Change learnt' }).count()).toBe(0);

  await ana.by('define').click();
  await field('key').fill('learnt');
  await form.getByText('There is an experiment learnt. Saving this defines it anew.').waitFor();
  await field('save').click();
  await field('trouble').getByText('stop it, define it, and start it again').waitFor();
  await field('key').fill('rival');
  await field('save').click();
  const rival = ana.page.locator('[data-testid=experiment][data-key=rival]');
  await rival.getByRole('button', { name: 'Start rival' }).click();
  await rival.getByText('`learnt` is running and decides what is recommended to the same units').waitFor();
  await learnt.getByRole('button', { name: 'Stop learnt' }).click();
  await learnt.getByText('It has stopped. Everybody gets the control from now on.').waitFor();
  await rival.getByRole('button', { name: 'Start rival' }).click();
  await rival.getByText('It runs. Every server takes part within a minute.').waitFor();
});
