/** A private session: for everybody else there is none. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RESULTS } from './support/requirements';
import { useStage } from './support/stage';

const stage = useStage();

const FAILED_REQUEST = /Failed to load resource/;

/** GET-10 */
test('nobody but who is invited or has an invite link sees a private session', async () => {
  const ana = await stage().person('Ana');
  await ana.open('/');
  await ana.by('name-input').fill('Ana');
  await ana.by('url-input').fill(stage().sample);
  await ana.by('title-input').fill('Surprise');
  await ana.wantsMoreChoices();
  await ana.by('visibility').selectOption('private');
  await ana.by('start').click();
  await ana.join();
  const path = new URL(ana.page.url()).pathname;
  await ana.by('invite').click();
  await ana.by('invite-private').waitFor();
  await ana.page.screenshot({ path: join(RESULTS, 'private-invite.png') });
  expect(await ana.by('invite-link').count()).toBe(0);
  expect(await ana.by('entry').count()).toBe(0);
  await ana.by('make-link').click();
  const pass = await ana.by('pass-link').inputValue();

  const ben = await stage().person('Ben', { viewport: { width: 390, height: 800 } });
  ben.expectTrouble(FAILED_REQUEST);
  await ben.open(path);
  await ben.page.locator('[data-testid=error-page][data-kind=no-session]').waitFor();
  await ben.open('/');
  expect(await ben.page.getByText('Surprise').count()).toBe(0);
  await ben.open(pass);
  await ben.page.reload();
  await ben.join();
  await ben.open(path);
  await ben.seesPicture();

  await ana.by('close-invite').click();
  await ana.by('settings').click();
  await ana.by('visibility').selectOption('public');
  await ana.page.screenshot({ path: join(RESULTS, 'private-settings.png') });
  await ana.by('save-settings').click();
  await ana.by('visibility').waitFor({ state: 'detached' });
  const cat = await stage().person('Cat', { viewport: { width: 390, height: 800 } });
  await cat.open('/');
  await cat.page.getByText('Surprise').first().waitFor();
});
