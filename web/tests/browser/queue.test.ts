/** Several videos, one after the other: what waits, in which order, and who decides. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MediaHost } from './support/media-host';
import type { Person } from './support/person';
import { RESULTS } from './support/requirements';
import { useStage } from './support/stage';
import { inSync } from './support/sync';
import { until } from './support/until';

const stage = useStage();
let host: MediaHost;

beforeAll(async () => {
  host = await MediaHost.start();
  await mkdir(RESULTS, { recursive: true });
});
afterAll(() => host.stop());

/** The same film under several addresses. */
const film = (name: string) => host.url(`/sample.mp4?${name}`);
const titles = (person: Person) =>
  person.page
    .locator('[data-testid=queue-row] .queue-title')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('title')));

async function waiting(person: Person, names: readonly string[]): Promise<void> {
  const expected = names.map(film);
  const same = async () => JSON.stringify(await titles(person)) === JSON.stringify(expected);
  await until(`${person.name} sees ${names.join(', ')} wait`, same).catch(async (error: unknown) => {
    throw new Error(`${person.name} sees ${(await titles(person)).join(', ')}`, { cause: error });
  });
}

async function add(person: Person, names: readonly string[]): Promise<void> {
  await person.by('queue-url').fill(names.map(film).join('\n'));
  await person.by('queue-add').click();
  await until('the field is empty', async () => (await person.by('queue-url').inputValue()) === '');
}

const row = (person: Person, name: string) =>
  person.page.locator(`[data-testid=queue-row]:has([title="${film(name)}"])`);

async function shows(person: Person, name: string): Promise<void> {
  await until(`${person.name} sees ${name}`, () =>
    person.page.evaluate((url) => {
      const { src } = document.querySelector('video') ?? {};
      return src === url;
    }, film(name)),
  );
}

/** Jumps near the end, once the length is known: before, the bar takes no click. */
async function jumpNearEnd(person: Person, share: number): Promise<void> {
  await person.page.locator('[data-testid=seek][aria-disabled=false]').waitFor();
  await person.pick('seek', share);
  await person.page.waitForFunction(
    (at) => (document.querySelector('video')?.currentTime ?? 0) > at - 1,
    60 * share,
  );
}

/** Both in one session, with the queue open. */
async function party(): Promise<{ ana: Person; ben: Person; session: string }> {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben', { colorScheme: 'light' });
  const session = await ana.startSession(film('first'), 'Film night');
  await ana.join();
  await ben.comeTo(session);
  await Promise.all([ana, ben].map((person) => person.by('tab-queue').click()));
  return { ana, ben, session };
}

/** QUE-1, QUE-2, QUE-3, QUE-4, QUE-6 */
test('two people fill a queue, put it in order, and take it back', async () => {
  const { ana, ben } = await party();
  await add(ana, ['a', 'b', 'c']);
  await waiting(ben, ['a', 'b', 'c']);
  await ana.page.getByText('You added 3 videos').waitFor();
  expect(await ben.by('tab-queue').textContent()).toContain('3');

  await row(ben, 'c').getByTestId('queue-handle').dragTo(row(ben, 'a'));
  await waiting(ana, ['c', 'a', 'b']);
  await row(ana, 'c').getByTestId('queue-handle').focus();
  await ana.page.keyboard.press('ArrowDown');
  await waiting(ben, ['a', 'c', 'b']);
  await row(ben, 'b').getByTestId('queue-play-next').click();
  await waiting(ana, ['b', 'a', 'c']);
  await until(
    'lengths are known',
    async () => (await ben.by('queue-total').textContent()) === '3 videos, 3 min',
  );
  await row(ben, 'c').getByTestId('queue-vote').click();
  await until(
    'Ana sees the vote',
    async () => (await row(ana, 'c').getByTestId('queue-vote').textContent()) === '1',
  );
  expect(await row(ben, 'a').getByTestId('queue-remove').count()).toBe(0);
  await ana.page.screenshot({ path: join(RESULTS, 'queue-dark.png') });
  await ben.page.screenshot({ path: join(RESULTS, 'queue-light.png') });
  await ana.by('queue-by-votes').click();
  await waiting(ben, ['c', 'a', 'b']);
  await ana.by('queue-by-votes').click();
  await waiting(ben, ['b', 'a', 'c']);

  await ana.by('queue-clear').click();
  await waiting(ben, []);
  await ana.page.locator('.toast', { hasText: 'You removed 3 videos' }).getByTestId('toast-action').click();
  await waiting(ben, ['b', 'a', 'c']);
  expect(await row(ben, 'c').getByTestId('queue-vote').textContent()).toBe('1');
});

/** ROL-1 */
test('a viewer reads why they cannot add or move, before they try', async () => {
  const { ana, ben } = await party();
  await add(ana, ['a', 'b']);
  await waiting(ben, ['a', 'b']);
  await ana.by('tab-people').click();
  await ana.by('person').filter({ hasText: 'Ben' }).getByTestId('person-menu').click();
  await ana.by('make-viewer').click();
  await ben.page.locator('[data-testid=queue-url]:disabled').waitFor();
  const role = 'Your role does not let you do this; the host can change that';
  expect(await ben.by('queue-url').getAttribute('placeholder')).toBe(role);
  expect(await ben.by('queue-add').getAttribute('title')).toBe(role);
  for (const part of ['queue-handle', 'queue-play-next']) {
    const button = row(ben, 'b').getByTestId(part);
    expect([await button.isDisabled(), await button.getAttribute('title')], part).toEqual([true, role]);
  }
  expect(await row(ben, 'b').getByTestId('queue-vote').isEnabled()).toBe(true);
  await ben.page.screenshot({ path: join(RESULTS, 'queue-viewer.png') });
});

/** QUE-13, QUE-15, QUE-16 */
test('a guest votes to skip, the host just does, and both can be undone or gone back from', async () => {
  const { ana, ben } = await party();
  const cleo = await stage().person('Cleo');
  await cleo.comeTo(new URL(ana.page.url()).pathname.slice('/s/'.length));
  await add(ana, ['a', 'b']);
  await ben.by('next').click();
  await until('one of two votes', async () => (await ana.by('skip-votes').textContent()) === '1/2');
  await cleo.by('next').click();
  await Promise.all([ana, ben, cleo].map((person) => shows(person, 'a')));
  await Promise.all([ana, ben, cleo].map((person) => person.seesMotion()));
  await ana
    .by('stage')
    .focus()
    .catch(() => undefined);
  await ana.page.keyboard.press('Shift+N');
  await Promise.all([ana, ben, cleo].map((person) => shows(person, 'b')));
  expect(await ana.by('next').count(), 'nothing waits any more').toBe(0);
  await ana.page.keyboard.press('Shift+P');
  await Promise.all([ana, ben, cleo].map((person) => shows(person, 'a')));
  await waiting(ana, ['b']);
});

/** QUE-10, QUE-11, QUE-12 */
test('the next video begins by itself, loaded before, unless somebody cancels', async () => {
  const { ana, ben, session } = await party();
  await add(ben, ['a', 'b']);
  await ana.by('play').click();
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  await jumpNearEnd(ana, 0.9);
  await Promise.all([ana.by('next-note').waitFor(), ben.by('next-note').waitFor()]);
  expect(await ben.by('next-note').textContent()).toMatch(/^Next in \d s/);
  await ana.page.screenshot({ path: join(RESULTS, 'queue-next.png') });
  await Promise.all([shows(ana, 'a'), shows(ben, 'a')]);
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  await inSync([ana, ben], 'after the next video has begun');
  await reportGap(session);

  await jumpNearEnd(ana, 0.9);
  await ben.by('next-cancel').click({ timeout: 20_000 });
  await ana.by('next-note').waitFor({ state: 'detached' });
  await ana.by('next').click();
  await Promise.all([shows(ana, 'b'), shows(ben, 'b')]);
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  await jumpNearEnd(ana, 0.9);
  await ana.by('queue-over').waitFor({ timeout: 20_000 });
});

/** QUE-17 */
test('a video that nobody can play does not hang the queue', async () => {
  const { ana, ben } = await party();
  for (const person of [ana, ben]) person.expectTrouble(/broken|Failed to load/);
  await ana.by('queue-url').fill(`${host.url('/broken.mp4')}\n${film('a')}`);
  await ana.by('queue-add').click();
  await row(ana, 'a').waitFor();
  await ana.by('play').click();
  await ana.seesMotion();
  await ana.by('next').click();
  await Promise.all([ana, ben].map((person) => person.page.locator('.cannot-play').waitFor()));
  await ana.page.getByText('Nobody can play this video').first().waitFor();
  await Promise.all([shows(ana, 'a'), shows(ben, 'a')]);
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
});

/** How long the switch took: from the moment the next video was due until its common start. */
async function reportGap(session: string): Promise<void> {
  const events = await stage().server.events(session);
  const began = events.findLast(({ type }) => type === 'queue_began');
  const started = events.findLast(({ timeline }) => timeline?.status === 'playing');
  const at = began === undefined ? Number.NaN : Date.parse(began.at);
  console.info(`switch: ${(started?.timeline?.at ?? Number.NaN) - at} ms from due to the common start`);
}
