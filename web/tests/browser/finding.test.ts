/** Finding back: what is planned, a search, and what one has watched. */
import { expect, test } from 'vitest';
import { useStage } from './support/stage';
import { until } from './support/until';

const stage = useStage();
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** What people have watched is saved every 15 s. */
const SAVED = { withinMs: 40_000, everyMs: 500 };

test('a session is planned, waited for with a countdown, and moved', async () => {
  const ana = await stage().person('Ana');
  await ana.open('/');
  const soon = new Date(Date.now() + 3 * DAY_MS);
  await ana.by('name-input').fill('Ana');
  await ana.by('title-input').fill('Friday night');
  await ana.wantsMoreChoices();
  await ana.by('plan-input').fill(localField(soon));
  await ana.by('try-sample').click();
  await ana.by('plan-countdown').waitFor();
  const path = new URL(ana.page.url()).pathname;

  const ben = await stage().person('Ben');
  await ben.open('/');
  const card = ben.by('sessions-planned').getByTestId('session-card');
  await card.waitFor();
  expect(await card.textContent()).toContain('Planned');
  await card.click();
  expect(await ben.by('plan-countdown').textContent()).toMatch(/[23] d/);
  expect(await ben.by('calendar').getAttribute('href')).toBe(`/api/sessions/${path.slice(3)}/calendar.ics`);

  await ana.join();
  await ben.join();
  expect(await ben.by('change-plan').count()).toBe(0);
  await ana.by('change-plan').click();
  await ana.by('plan-input').fill(localField(new Date(Date.now() + 10 * MINUTE_MS)));
  await ana.by('save-plan').click();
  const left = async () => (await ben.by('plan-countdown').locator('strong').textContent()) ?? '';
  const first = await until('the room counts in minutes', async () => /^[89]:\d\d$/.exec(await left())?.[0]);
  await until('the countdown goes on', async () => (await left()) < first);
  expect(await ben.by('plan-countdown').getAttribute('role')).toBe('timer');
  await ana.by('change-plan').click();
  await ana.by('plan-input').fill('');
  await ana.by('save-plan').click();
  await ben.by('plan-note').waitFor({ state: 'detached' });
});

test('what was watched is searched for, found in the history, and watched on', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample, 'Été à la plage');
  await ana.join();
  const ben = await stage().person('Ben');
  await ben.comeTo(session);
  await ana.pick('seek', 0.6);
  await Promise.all([ana.isNear(36), ben.isNear(36)]);
  await ana.by('end-session').click();
  await ana.by('confirm-end').click();
  await ana.by('watch-replay').waitFor();

  await until(
    'it is in the history',
    async () => {
      await ana.open('/history');
      const row = ana.by('visit');
      await ana.by('visits').or(ana.page.getByText('Nothing yet')).first().waitFor();
      return (await row.count()) === 1 && ((await row.textContent()) ?? '').includes('with Ben');
    },
    SAVED,
  );
  expect(await ana.by('visit').textContent()).toContain('stopped at 0:3');

  await ana.open('/');
  await ana.by('continue-card').waitFor();
  await ana.by('search').fill('ÉTÉ');
  await ana.by('sessions-ended').getByTestId('session-card').waitFor();
  await ana.by('search').fill('nothing like it');
  await ana.by('sessions-ended').getByText('Nothing with “nothing like it” here.').waitFor();
  await ana.by('search').fill('');
  await ana.by('continue-card').getByTestId('go-on').click();
  await ana.join();
  await ana.isNear(36);
});

/** What the field for date and time takes. */
function localField(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
