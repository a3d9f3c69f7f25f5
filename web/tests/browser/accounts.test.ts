/** Accounts: from a guest to somebody who comes back, with a password and with a passkey. */
import { expect, test } from 'vitest';
import type { Person, PersonOptions } from './support/person';
import { look } from './support/pictures';
import { useStage } from './support/stage';

const stage = useStage();

/** What a browser writes by itself about a request without success. */
const FAILED_REQUEST = /Failed to load resource/;
const PASSWORD = 'correct horse';
const PHONE: PersonOptions = { viewport: { width: 390, height: 780 }, isMobile: true };

async function visitor(name: string, options?: PersonOptions): Promise<Person> {
  const person = await stage().person(name, options);
  person.expectTrouble(FAILED_REQUEST);
  return person;
}

/** Somebody whom the server knows as a guest, on their account's page. `host` is how they name this machine. */
async function guest(name: string, host = '127.0.0.1'): Promise<Person> {
  const person = await visitor(name);
  const origin = stage().server.origin.replace('127.0.0.1', host);
  await person.open(`${origin}/`);
  await person.page.evaluate((mine) => localStorage.setItem('sameframe.name', mine), name);
  await person.by('my-link').click();
  await person.by('me').click();
  await person.by('account-me').waitFor();
  return person;
}

async function setPassword(person: Person, name: string): Promise<void> {
  await person.by('open-password').click();
  await person.by('sign-name').fill(name);
  await person.by('account-password').fill(PASSWORD);
  await person.by('save-password').click();
  await person.page.locator('[data-testid=account-me][data-guest=false]').waitFor();
}

async function signIn(person: Person, name: string, password: string): Promise<void> {
  await person.open('/sign-in');
  await person.by('sign-in-name').fill(name);
  await person.by('sign-in-password').fill(password);
  await person.by('sign-in').click();
}

/** The account's page says who somebody is. */
async function is(person: Person, name: string): Promise<void> {
  await person.page.locator('[data-testid=account-name]', { hasText: name }).waitFor();
}

/** ACC-6, ACC-13 */
test('somebody changes what they are called, and takes their password away', async () => {
  const ana = await guest('Ana');
  await setPassword(ana, 'Ana C.');
  await ana.by('open-name').click();
  await ana.by('my-name').fill('Anastasia');
  await ana.by('save-name').click();
  await is(ana, 'Anastasia');
  await ana.page.reload();
  await is(ana, 'Anastasia');

  await ana.by('open-password').click();
  await ana.by('current-password').fill('not mine');
  await ana.by('remove-password').click();
  await ana.by('password-note').getByText('not your password').waitFor();
  await ana.by('current-password').fill(PASSWORD);
  await ana.by('remove-password').click();
  await ana.page.locator('[data-testid=account-me][data-guest=true]').waitFor();

  const other = await visitor('Kiwi');
  await signIn(other, 'Ana C.', PASSWORD);
  await other.page.locator('.note.bad').first().waitFor();
});

/** ACC-1, ACC-4 */
test('a guest sets a password and is the same person on a phone, where the guest comes back after signing out', async () => {
  const ana = await guest('Ana');
  expect(await ana.by('account-me').getAttribute('data-guest')).toBe('true');
  await look(ana, 'account-guest');
  await setPassword(ana, 'Ana B.');
  await is(ana, 'Ana');

  const phone = await visitor('Kiwi', PHONE);
  await phone.open('/');
  await phone.page.evaluate(() => localStorage.setItem('sameframe.name', 'Kiwi'));
  await phone.by('sign-in-link').waitFor();
  await phone.by('my-link').click();
  await phone.by('me').waitFor();
  await phone.open('/sign-in');
  await phone.page.locator('[data-testid=who-is-here]', { hasText: 'You are Kiwi here' }).waitFor();
  await look(phone, 'sign-in-phone');
  await signIn(phone, 'ana b.', 'wrong horse');
  await phone.page.locator('[data-testid=sign-in-note].bad').waitFor();
  await signIn(phone, 'ana b.', PASSWORD);
  await is(phone, 'Ana');
  await phone.page.locator('[data-testid=place]').nth(1).waitFor();
  await look(phone, 'account-phone');
  await phone.by('sign-out').click();
  await phone.by('url-input').waitFor();
  await phone.by('me').click();
  await is(phone, 'Kiwi');
});

/** ACC-2, ACC-3 */
test('a place is signed out from another, and the page there goes on as whoever was there before', async () => {
  const ana = await guest('Ana');
  await setPassword(ana, 'Ana C.');
  const ben = await guest('Ben');
  await signIn(ben, 'Ana C.', PASSWORD);
  await is(ben, 'Ana');
  await ana.page.reload();
  await ana.page.locator('[data-testid=place]').nth(1).waitFor();
  await look(ana, 'account-places');
  await ana.page.locator('[data-testid=place][data-current=false] [data-testid=revoke]').click();
  await ana.page.locator('[data-testid=place]').nth(1).waitFor({ state: 'detached' });
  await ben.page.reload();
  await is(ben, 'Ben');
});

/** ACC-5 */
test('a guest without a way back is asked before the guest is lost', async () => {
  const ana = await guest('Ana');
  await ana.by('sign-out').click();
  await ana.by('no-way-back').waitFor();
  await look(ana, 'no-way-back');
  await ana.by('stay').click();
  await ana.by('no-way-back').waitFor({ state: 'detached' });
  await is(ana, 'Ana');
  await ana.by('sign-out').click();
  await ana.by('lose-guest').click();
  await ana.by('sign-in-link').waitFor();
});

/** ACC-20, ACC-21, ACC-22 */
test('a passkey is made, named, used without typing a name, and removed', async () => {
  const ana = await guest('Ana', 'localhost');
  const device = await ana.context.newCDPSession(ana.page);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await ana.by('add-passkey').click();
  await ana.by('passkey').waitFor();
  await ana.by('rename-passkey').click();
  await ana.by('passkey-name').fill('My laptop');
  await ana.by('save-passkey-name').click();
  await ana.page.locator('[data-testid=passkey]', { hasText: 'My laptop' }).waitFor();
  await ana.by('add-passkey').click();
  await ana.page.locator('[data-testid=passkey-note]', { hasText: 'already' }).waitFor();
  await look(ana, 'account-passkeys');

  await ana.by('sign-out').click();
  await ana.by('sign-in-link').click();
  await ana.by('sign-in-passkey').click();
  await is(ana, 'Ana');
  await ana.page.locator('[data-testid=place]', { hasText: 'with a passkey' }).waitFor();
  await ana.page.locator('[data-testid=passkey]', { hasText: 'used' }).waitFor();
  await ana.by('remove-passkey').click();
  await ana.by('passkey').waitFor({ state: 'detached' });
  await ana.page.locator('[data-testid=account-me][data-guest=true]').waitFor();
});

/** ACC-20 */
test('where passkeys cannot work, the page says why', async () => {
  const ana = await guest('Ana');
  await ana.page.locator('[data-testid=no-passkeys]', { hasText: 'http://localhost' }).waitFor();
  await ana.open('/sign-in');
  await ana.page.locator('[data-testid=no-passkeys]', { hasText: '--public-url' }).waitFor();
});
