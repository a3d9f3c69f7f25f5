/** Who may do what, on the page: promoting, only hosts in control, removing and banning. */
import { expect, test } from 'vitest';
import type { Person } from './support/person';
import { useStage } from './support/stage';
import { until } from './support/until';

const stage = useStage();

/** The menu of somebody else in the list of people. */
async function menuOf(who: Person, name: string): Promise<void> {
  await who.by('person').filter({ hasText: name }).getByTestId('person-menu').click();
}

async function setOnlyHosts(who: Person, on: boolean): Promise<void> {
  await who.by('settings').click();
  await who.by('settings-only-hosts').setChecked(on);
  await who.by('save-settings').click();
  await who.by('save-settings').waitFor({ state: 'detached' });
}

/** ROL-5, ROL-11 */
test('the host promotes, and leaves control to the hosts', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample, 'Film night');
  await ana.join();
  await ana.by('tab-people').click();
  const ben = await stage().person('Ben');
  await ben.comeTo(session);
  await ben.by('tab-people').click();
  const roleOfBen = ben.page.locator('[data-testid=role][data-role=co_host]');

  expect(await ben.by('settings').count()).toBe(0);
  expect(await ben.by('person-menu').count()).toBe(0);
  await menuOf(ana, 'Ben');
  await ana.by('make-co_host').click();
  await roleOfBen.waitFor();
  await ben.by('settings').waitFor();
  await menuOf(ana, 'Ben');
  await ana.by('make-member').click();
  await roleOfBen.waitFor({ state: 'detached' });

  await setOnlyHosts(ana, true);
  await ben.by('control-note').waitFor({ state: 'attached' });
  const play = ben.by('play');
  expect(await play.isDisabled()).toBe(true);
  expect(await play.getAttribute('title')).toContain('Only the host');
  await ben.page.keyboard.press('k');
  await ben.page.locator('.toast', { hasText: 'Only the host' }).first().waitFor();
  expect(await ana.status()).toBe('paused');
  await ana.by('play').click();
  await ben.shows('playing');

  await setOnlyHosts(ana, false);
  await ben.by('control-note').waitFor({ state: 'detached' });
  await play.click();
  await ana.shows('paused');
});

/** ROL-12 */
test('the host hands over, by keyboard alone', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ana.by('tab-people').click();
  const ben = await stage().person('Ben');
  await ben.comeTo(session);
  await ben.by('tab-people').click();
  await ana.by('person-menu').focus();
  await ana.page.keyboard.press('Enter');
  // The dialog has taken the focus.
  await ana.page.locator('dialog[open] :focus').waitFor();
  await ana.by('hand-over').focus();
  await ana.page.keyboard.press('Enter');
  await ana.by('confirm-hand-over').focus();
  await ana.page.keyboard.press('Enter');
  await ben.by('end-session').waitFor();
  await ana.by('end-session').waitFor({ state: 'detached' });
});

/** ROL-13, ROL-14, ROL-16 */
test('who is removed may come back, and who is banned may not', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ana.by('tab-people').click();
  const ben = await stage().person('Ben');
  ben.expectTrouble(/403/);
  await ben.comeTo(session);
  await ben.by('tab-people').click();

  await menuOf(ana, 'Ben');
  await ana.by('reason').fill('spoilers');
  await ana.by('kick').click();
  const page = (kind: string) => ben.page.locator(`[data-testid=error-page][data-kind=${kind}]`);
  await page('removed').waitFor();
  expect(await page('removed').textContent()).toContain('Ana removed you from this session: spoilers');
  await ben.by('come-back').click();
  await ben.join();
  await ben.by('tab-people').click();

  await ana.by('play').click();
  await until('what Ben watches is known', () =>
    ben.page.evaluate(async () => {
      const authorization = `Bearer ${localStorage.getItem('sameframe.token')}`;
      const answer = await fetch('/api/users/me/history', { headers: { authorization } });
      return (await answer.json()).visits.length > 0;
    }),
  );
  await menuOf(ana, 'Ben');
  await ana.by('ban').click();
  await ana.by('confirm-ban').click();
  await page('banned').waitFor();
  expect(await page('banned').textContent()).toContain('Ana banned you from this session');
  await ben.page.reload();
  await ben.by('join').click();
  await page('banned').waitFor();
  await ben.open('/');
  await ben.by('continue').waitFor();
  expect(await ben.by('go-back').count()).toBe(0);
  await ben.by('open-history').click();
  await ben.by('visit').waitFor();
  expect(await ben.by('go-back').count()).toBe(0);

  await ana.by('settings').click();
  await ana.by('unban').click();
  await ana.by('bans').getByText('Nobody is banned.').waitFor();
  await ben.comeTo(session);
  await ben.by('tab-people').click();
  const names = () => ana.by('person').allTextContents();
  await ana.page.keyboard.press('Escape');
  await until('Ben is back', async () => (await names()).some((name) => name.includes('Ben')));
});

/** ROL-14 */
test('a ban of somebody who is away shows at once, here and on their home page', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ana.by('tab-people').click();
  const ben = await stage().person('Ben');
  await ben.comeTo(session);
  await ana.by('play').click();
  await until('what Ben watches is known', () =>
    ben.page.evaluate(async () => {
      const authorization = `Bearer ${localStorage.getItem('sameframe.token')}`;
      const answer = await fetch('/api/users/me/history', { headers: { authorization } });
      return (await answer.json()).visits.length > 0;
    }),
  );
  await ben.by('leave').click();
  await ana.page.locator('[data-testid=person][data-present=false]').waitFor();
  await menuOf(ana, 'Ben');
  await ana.by('ban').click();
  await ana.by('confirm-ban').click();
  await ana.by('banned').waitFor();

  await ben.open('/');
  await ben.by('continue').waitFor();
  expect(await ben.by('go-back').count()).toBe(0);
  await until('it is not offered among those that go on', async () => {
    const paths = await ben
      .by('session-card')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    return !paths.includes(`/s/${session}`);
  });

  await menuOf(ana, 'Ben');
  await ana.by('lift-ban').click();
  await ana.by('banned').waitFor({ state: 'detached' });
  // What the server says now counts, not what this browser has heard.
  await ben.open('/history');
  await ben.by('go-back').first().waitFor();
  await ben.open('/');
  await ben.by('go-back').first().waitFor();
});

/** ROL-14 */
test('a ban that was lifted is off the home page of who has watched nothing there', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ana.by('tab-people').click();
  const ben = await stage().person('Ben');
  await ben.comeTo(session);
  await menuOf(ana, 'Ben');
  await ana.by('ban').click();
  await ana.by('confirm-ban').click();
  await ben.page.locator('[data-testid=error-page][data-kind=banned]').waitFor();
  const card = ben.page.locator(`[data-testid=session-card][href="/s/${session}"]`);
  const door = ben.page.waitForResponse((answer) => answer.url().endsWith(`/${session}/door`));
  await ben.open('/');
  expect((await (await door).json()).banned).toBe(true);
  expect(await card.count()).toBe(0);
  await menuOf(ana, 'Ben');
  await ana.by('lift-ban').click();
  await ana.by('banned').waitFor({ state: 'detached' });
  await ben.page.reload();
  await card.waitFor();
});
