/** Experiments: an operator reads one in one sentence, and stops it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExperimentDetail, ExperimentEffect, ExperimentReading } from '../../src/client';
import { guest, sameframe } from './support/operator';
import { look } from './support/pictures';
import { useStage } from './support/stage';

const stage = useStage();

const DAY_MS = 86_400_000;
const PHONE = { width: 390, height: 780 };

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
      { name: 'accepted', better: 'more', ratios: [0.302, 0.602], effects: [effect(11)] },
      { name: 'vetoes', better: 'less', ratios: [0.25, 0.251], effects: [] },
    ],
  };
  return { ...detail, reading, over_time: overTime };
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
  await ana.page.setViewportSize(PHONE);
  expect(await ana.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await look(ana, 'experiments-phone');
  await order.getByTestId('change-experiment').press('Enter');
  await order.getByText('It has stopped. Everybody gets the control from now on.').waitFor();
  expect(await order.getAttribute('data-state')).toBe('stopped');
  await order.getByText('Stopped just now.').waitFor();
});
