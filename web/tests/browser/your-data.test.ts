/** What the server knows of somebody: taken along, and deleted. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { look } from './support/pictures';
import { useStage } from './support/stage';

const stage = useStage();

test('somebody takes everything along, is deleted, and is somebody new; the others see nobody they know', async () => {
  const ana = await stage().person('Ana Unforgettable');
  await ana.open('/account');
  await ana.by('nobody-yet').waitFor();
  const session = await ana.startSession(stage().sample, 'Friday');
  await ana.join();
  const ben = await stage().person('Ben');
  await ben.comeTo(session);
  await ana.by('tab-chat').click();
  await ana.by('composer').fill('the silverware is under the bed');
  await ana.by('composer').press('Enter');
  await ben.by('tab-chat').click();
  await ben.page.getByText('the silverware is under the bed').waitFor();

  const own = await ana.context.newPage();
  await own.goto('/account');
  const download = own.waitForEvent('download');
  await own.getByTestId('download-data').click();
  const file = await (await download).path();
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.join()).toContain('the silverware');

  await own.getByTestId('delete-me').click();
  await own.getByTestId('delete-word').fill('delet');
  expect(await own.getByTestId('delete-me-yes').isDisabled()).toBe(true);
  await own.getByTestId('delete-word').fill('Delete');
  // Her other tab is told, and comes back as somebody new.
  ana.expectTrouble(/./);
  await own.getByTestId('delete-word').press('Enter');
  await own.getByTestId('nobody-yet').waitFor();
  expect(await own.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('token')))).toEqual(
    [],
  );

  await ben.page.getByText('the silverware').waitFor({ state: 'detached' });
  await ben.by('tab-people').click();
  await ben.page.getByText('Somebody who left').first().waitFor();
  await look(ben, 'somebody-who-left');
  expect(await ben.page.locator('body').textContent()).not.toContain('Unforgettable');
  // Ben is the host by now, and there is nothing that he could do about nobody.
  await ben.by('end-session').waitFor();
  const nobody = ben.by('person').filter({ hasText: 'Somebody who left' });
  expect(await nobody.getByTestId('person-menu').count()).toBe(0);
  expect(await nobody.locator('.note').count()).toBe(0);
  // ROL-18: somebody has to look after the session.
  await ben.by('end-session').click();
  await ben.by('confirm-end').click();
  await ben.by('watch-replay').waitFor();
});

test('the dialog says what goes and what stays, also on a phone', async () => {
  const ana = await stage().person('Ana', { viewport: { width: 390, height: 844 }, isMobile: true });
  await ana.startSession(stage().sample);
  await ana.open('/account');
  await ana.by('delete-me').click();
  await ana.page.getByText('This goes, for good:').waitFor();
  await ana.page.getByText(/This stays/).waitFor();
  await look(ana, 'delete-me-phone');
  const overflow = await ana.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await ana.by('keep-me').click();
  await ana.by('delete-word').waitFor({ state: 'detached' });
  await ana.by('download-data').waitFor();
});
