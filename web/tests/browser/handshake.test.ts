/** Asking each other in: invitations on any page, knocking, passwords, links and codes. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Person } from './support/person';
import { look } from './support/pictures';
import { RESULTS } from './support/requirements';
import { useStage } from './support/stage';
import { until } from './support/until';

const stage = useStage();

/** What a browser writes by itself about a request without success. */
const FAILED_REQUEST = /Failed to load resource/;

const sessionOf = (person: Person) => new URL(person.page.url()).pathname.slice('/s/'.length);

/** Somebody on the home page with a name, and their personal link. */
async function athome(name: string): Promise<{ person: Person; link: string }> {
  const person = await stage().person(name);
  person.expectTrouble(FAILED_REQUEST);
  await person.open('/');
  await person.page.evaluate((mine) => localStorage.setItem('sameframe.name', mine), name);
  await person.by('my-link').click();
  return { person, link: (await person.by('my-link-value').textContent()) ?? '' };
}

/** A session of `name`, who is in it. */
async function hosting(name: string): Promise<Person> {
  const person = await stage().person(name);
  person.expectTrouble(FAILED_REQUEST);
  await person.startSession(stage().sample);
  await person.join();
  return person;
}

async function outside(person: Person, why: string): Promise<void> {
  await person.page.locator(`[data-testid=door][data-why=${why}]`).waitFor();
}

/** INV-1, INV-2 */
test('an invitation shows up at once, and accepting it leads in', async () => {
  const { person: ben, link } = await athome('Ben');
  const ana = await hosting('Ana');
  await ana.by('invite').click();
  await ana.by('qr').waitFor();
  expect(await ana.by('invite-link').inputValue()).toBe(`${stage().server.origin}/s/${sessionOf(ana)}`);
  expect(await ana.by('invite-code').textContent()).toMatch(/^[2-9A-HJKMNP-TV-Z]{6}$/);
  await ana.by('person-code').fill(link);
  await ana.by('add-person').click();
  await ana.by('ask-person').click();

  await ben.by('invitation').waitFor();
  expect(await ben.by('invitation').textContent()).toContain('Ana invites you to watch');
  await ben.by('accept').click();
  await ben.by('play').waitFor();
  await ana.by('answer').waitFor();
  expect(await ana.by('answer').textContent()).toContain('Ben accepted');
  await ana.by('is-here').waitFor();
  expect(await ana.by('ask-person').count()).toBe(0);
  await ana.by('close-invite').click();
  await ana.by('got-it').click();
  await ana.by('answer').waitFor({ state: 'detached' });
  await ana.by('tab-people').click();
  await ana.page.locator('[data-testid=person]').nth(1).waitFor();
});

test('who may not invite is told why', async () => {
  const ana = await hosting('Ana');
  const ben = await stage().person('Ben');
  ben.expectTrouble(FAILED_REQUEST);
  await ben.comeTo(sessionOf(ana));
  await ana.by('tab-people').click();
  await ana.by('person').filter({ hasText: 'Ben' }).getByTestId('person-menu').click();
  await ana.by('make-viewer').click();
  await until('a viewer cannot invite', () => ben.by('invite').isDisabled());
  expect(await ben.by('invite').getAttribute('title')).toContain('Your role');
  expect(await ana.by('invite').isDisabled()).toBe(false);
});

/** INV-2 */
test('who says no stays where they are, and the inviter sees it', async () => {
  const { person: ben, link } = await athome('Ben');
  const ana = await hosting('Ana');
  await ana.by('invite').click();
  await ana.by('person-code').fill(link);
  await ana.by('add-person').click();
  await ana.by('ask-person').click();
  await ben.by('not-now').click();
  await ben.by('invitation').waitFor({ state: 'detached' });
  await ana.by('answer').waitFor();
  expect(await ana.by('answer').textContent()).toContain('Ben cannot come');
  expect(new URL(ben.page.url()).pathname).toBe('/');
});

/** INV-1, INV-8 */
test('an invitation is taken back, and says nothing of a private session any more', async () => {
  const { person: ben, link } = await athome('Ben');
  const ana = await stage().person('Ana');
  await ana.open('/');
  await ana.by('name-input').fill('Ana');
  await ana.by('title-input').fill('Surprise');
  await ana.wantsMoreChoices();
  await ana.by('visibility').selectOption('private');
  await ana.by('try-sample').click();
  await ana.join();
  await ana.by('invite').click();
  await ana.by('person-code').fill(link);
  await ana.by('add-person').click();
  await ana.by('ask-person').click();
  await ben.by('invitation').waitFor();
  expect(await ben.by('invitation').textContent()).toContain('Surprise');
  await ana.by('take-back').click();
  await ana.by('ask-person').waitFor();
  await ben.by('taken-back').waitFor();
  expect(await ben.by('invitation').count()).toBe(0);
  await ben.page.reload();
  await ben.by('taken-back').waitFor();
  expect(await ben.page.content()).not.toContain('Surprise');
  await look(ben, 'invitation-taken-back');
  await ben.by('got-it').click();
  await ben.page.reload();
  await ben.by('my-link').waitFor();
  await ana.by('ask-person').click();
  await ben.by('accept').click();
  await ben.by('play').waitFor();
  expect(await ben.by('taken-back').count()).toBe(0);
});

/** INV-3, INV-6 */
test('who was away sees the invitation at the next visit, to a session made for two', async () => {
  const { person: ben, link } = await athome('Ben');
  await ben.open('about:blank');
  const ana = await stage().person('Ana');
  await ana.open(new URL(link).pathname);
  await ana.page.locator('[data-testid=guest][data-name=Ben]:checked').waitFor();
  expect(await ana.by('confirmation').inputValue()).toBe('everyone');
  await ana.by('name-input').fill('Ana');
  await ana.by('try-sample').click();
  await ana.join();
  await ben.open('/');
  await ben.by('accept').click();
  await ben.by('play').waitFor();
  await ana.by('play').click();
  await ben.by('question').waitFor();
});

/** GET-1, GET-2 */
test('who knocks waits, and comes in by itself when let in', async () => {
  const ana = await hosting('Ana');
  await ana.by('invite').click();
  await ana.by('entry').selectOption('knock');
  await ana.page.locator('[data-testid=door-note]', { hasText: 'Saved' }).waitFor();
  await ana.by('close-invite').click();

  const ben = await stage().person('Ben');
  ben.expectTrouble(FAILED_REQUEST);
  await ben.open(`/s/${sessionOf(ana)}`);
  await outside(ben, 'knock');
  await ben.by('name-input').fill('Ben');
  await ben.by('enter').click();
  await outside(ben, 'waiting');
  await ana.by('knock').waitFor();
  expect(await ana.by('knock').textContent()).toContain('Ben knocks');
  // A page that is loaded anew goes on waiting.
  await ben.page.reload();
  await outside(ben, 'waiting');
  await ana.by('let-in').click();
  await ben.by('play').waitFor();
  await ana.by('knock').waitFor({ state: 'detached' });

  const cat = await stage().person('Cat');
  cat.expectTrouble(FAILED_REQUEST);
  await cat.open(`/s/${sessionOf(ana)}`);
  await outside(cat, 'knock');
  await cat.by('enter').click();
  await ana.by('turn-away').click();
  await outside(cat, 'turned_away');
});

/** GET-4, GET-7, GET-8 */
test('a password is asked for, a link leads past it, and a code to the door', async () => {
  const ana = await hosting('Ana');
  await ana.by('invite').click();
  await ana.by('new-password').fill('hush-hush');
  await ana.by('set-password').click();
  await ana.page.locator('[data-testid=door-note]', { hasText: 'Saved' }).waitFor();
  await ana.by('make-link').click();
  const pass = await ana.by('pass-link').inputValue();
  const code = (await ana.by('invite-code').textContent()) ?? '';

  const ben = await stage().person('Ben');
  ben.expectTrouble(FAILED_REQUEST);
  await ben.open('/');
  await ben.by('code-input').fill(code.toLowerCase());
  await ben.by('join-code').click();
  await outside(ben, 'password');
  await ben.by('password-input').fill('wrong');
  await ben.by('enter').click();
  await outside(ben, 'wrong');
  await ben.by('password-input').fill('hush-hush');
  await ben.by('enter').click();
  await ben.by('play').waitFor();

  const cat = await stage().person('Cat');
  cat.expectTrouble(FAILED_REQUEST);
  await cat.open(pass.slice(stage().server.origin.length));
  await cat.join();
  await ana.by('revoke-links').click();
  await ana.by('pass-link').waitFor({ state: 'detached' });
  const dan = await stage().person('Dan');
  dan.expectTrouble(FAILED_REQUEST);
  await dan.open(pass.slice(stage().server.origin.length));
  await outside(dan, 'link_revoked');
  await dan.by('without-link').click();
  await outside(dan, 'password');

  const eve = await stage().person('Eve');
  eve.expectTrouble(FAILED_REQUEST);
  await eve.open('/j/222222');
  await eve.page.locator('[data-testid=error-page][data-kind=no-code]').waitFor();
});

/** GET-12 */
test('an invite link makes newcomers what whoever made it wants', async () => {
  const ana = await hosting('Ana');
  await ana.by('invite').click();
  await ana.by('link-role').selectOption('co_host');
  await ana.by('make-link').click();
  await ana.page.getByText('Link for co-hosts').waitFor();
  await ana.page.screenshot({ path: join(RESULTS, 'link-role.png') });
  const pass = await ana.by('pass-link').inputValue();
  await ana.by('close-invite').click();
  const ben = await stage().person('Ben');
  await ben.open(pass);
  await ben.join();
  await ana.by('tab-people').click();
  const person = ana.page.locator('[data-testid=person]', { hasText: 'Ben' });
  await person.getByText('Co-host').waitFor();
});
