/** Signing in through an identity provider, in a real browser that goes there and back. */
import { afterAll, expect, test } from 'vitest';
import { CLIENT_ID, IdentityProvider } from './support/identity-provider';
import { look } from './support/pictures';
import { Server } from './support/server';
import { useStage } from './support/stage';

const provider = await IdentityProvider.start('ana', 'Ana of the Provider');
afterAll(() => provider.stop());

const stage = useStage(() =>
  Server.start(['--openid-issuer', provider.url, '--openid-client-id', CLIENT_ID, '--openid-name', 'Home']),
);

/** What a browser writes by itself about a request without success. */
const FAILED_REQUEST = /Failed to load resource/;

/** ACC-30, ACC-32 */
test('a guest connects an account at the provider, and is the same person elsewhere through it', async () => {
  const ana = await stage().person('Ana');
  await ana.open('/');
  await ana.page.evaluate(() => localStorage.setItem('sameframe.name', 'Ana'));
  await ana.by('my-link').click();
  await ana.by('me').click();
  await ana.by('link-openid').click();
  await ana.by('unlink-openid').waitFor();
  await ana.page.locator('[data-testid=account-name]', { hasText: /^Ana$/ }).waitFor();
  await look(ana, 'account-openid');

  const other = await stage().person('Other');
  await other.open('/sign-in');
  await other.by('sign-in-openid').click();
  await other.page.locator('[data-testid=account-name]', { hasText: /^Ana$/ }).waitFor();
  await other.page.locator('[data-testid=place]', { hasText: 'through the identity provider' }).waitFor();
  expect(new URL(other.page.url()).pathname).toBe('/account');
});

/** ACC-30 */
test('what was begun in another browser, and what the provider refuses, is said', async () => {
  const eve = await stage().person('Eve');
  eve.expectTrouble(FAILED_REQUEST);
  await eve.open('/sign-in/openid?code=stolen&state=stolen');
  await eve.page.locator('[data-testid=openid-trouble]', { hasText: 'not begun' }).waitFor();
  expect(eve.page.url()).not.toContain('stolen');
  await eve.open('/sign-in/openid?error=access_denied');
  await eve.page.locator('[data-testid=openid-trouble]', { hasText: 'access_denied' }).waitFor();
  await eve.by('openid-again').click();
  await eve.by('sign-in-openid').waitFor();
});
