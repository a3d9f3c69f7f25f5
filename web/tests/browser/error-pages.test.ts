/** The honest pages: each says what is wrong, and offers a way on. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MediaHost } from './support/media-host';
import type { Person } from './support/person';
import { useStage } from './support/stage';

const stage = useStage();
let host: MediaHost;

beforeAll(async () => {
  host = await MediaHost.start();
});

afterAll(() => host.stop());

/** What a browser writes by itself about a request without success. */
const FAILED_REQUEST = /Failed to load resource/;

async function lost(name = 'Ana'): Promise<Person> {
  const person = await stage().person(name);
  person.expectTrouble(FAILED_REQUEST);
  return person;
}

async function errorPage(person: Person, kind: string): Promise<void> {
  await person.page.locator(`[data-testid=error-page][data-kind=${kind}]`).waitFor();
}

test('a session that does not exist', async () => {
  const ana = await lost();
  for (const path of ['/s/nosuchsession', '/s/nosuchsession/replay']) {
    await ana.open(path);
    await errorPage(ana, 'no-session');
  }
  await ana.by('start-one').click();
  await ana.by('url-input').waitFor();
  await ana.open('/series/nosuchseries');
  await errorPage(ana, 'no-series');
  expect(await ana.page.locator('h1').textContent()).toBe('There is no such series');
});

test('an address that is no page', async () => {
  const ana = await lost();
  await ana.open('/nowhere');
  await errorPage(ana, 'no-page');
  await ana.by('go-home').click();
  await ana.by('url-input').waitFor();
});

test('a session that has ended leads to its replay', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ana.by('end-session').click();
  await ana.by('confirm-end').click();
  await errorPage(ana, 'ended');

  const ben = await stage().person('Ben');
  await ben.open(`/s/${session}`);
  await errorPage(ben, 'ended');
  await ben.by('watch-replay').click();
  await ben.by('replay-play').waitFor();
  expect(new URL(ben.page.url()).pathname).toBe(`/s/${session}/replay`);
});

test('a session that has ended behind its door says that it has ended', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ana.by('invite').click();
  await ana.by('entry').selectOption('knock');
  await ana.by('door-note').getByText('Saved').waitFor();
  await ana.by('close-invite').click();
  await ana.by('end-session').click();
  await ana.by('confirm-end').click();
  await errorPage(ana, 'ended');

  const ben = await lost('Ben');
  for (const path of [`/s/${session}`, `/s/${session}/replay`]) {
    await ben.open(path);
    await errorPage(ben, 'ended-unseen');
    expect(await ben.page.locator('h1').textContent()).toBe('This session has ended');
  }
});

test('a server that is away comes back by itself', async () => {
  const { server } = stage();
  const ana = await lost();
  const session = await ana.startSession(stage().sample);
  const ben = await lost('Ben');
  await ben.open('/');
  const card = ben.page.locator(`a[href="/s/${session}"]`);
  await card.waitFor();

  await server.kill();
  await ben.by('url-input').fill(stage().sample);
  await ben.by('start').click();
  await ben.page.getByText('The server cannot be reached').waitFor();
  // Ben's browser does not have the page's code yet; Ana's has it and lacks the session.
  await card.click();
  await errorPage(ben, 'unreachable');
  await ana.by('home-link').click();
  await ana.page.goBack();
  await errorPage(ana, 'unreachable');
  await ben.page.waitForEvent('requestfailed', (request) => request.method() === 'HEAD');
  await errorPage(ben, 'unreachable');

  await server.start();
  await ana.by('join').waitFor();
  await ben.by('join').waitFor();
});

test.each([
  ['a file that is not there', () => host.url('/gone.mp4'), 'not_found'],
  ['a web page', () => host.url('/page'), 'web_page'],
  ['a broken file', () => host.url('/broken.mp4'), 'codec'],
  ['a site that lets nobody else play its videos', () => 'https://www.netflix.com/watch/80057281', 'site'],
  ['a host that nobody runs', () => 'http://127.0.0.1:9/video.mp4', 'network'],
])('a video that cannot be played here: %s', async (_, url, reason) => {
  const ana = await lost();
  await ana.startSession(url());
  await ana.enter();
  await ana.page.locator(`[data-testid=cannot-play][data-reason=${reason}]`).waitFor();
  await ana.page.getByText('This video cannot be played here').waitFor();
  await ana.by('try-again').click();
  await ana.page.locator(`[data-testid=cannot-play][data-reason=${reason}]`).waitFor();
});

test('a video whose host has a problem plays once the problem is over, without anybody asking', async () => {
  const ana = await lost();
  host.failing.add('/sample.mp4');
  await ana.startSession(host.url('/sample.mp4'));
  await ana.enter();
  await ana.page.locator('[data-testid=cannot-play][data-reason=server_error]').waitFor();
  host.failing.clear();
  await ana.seesPicture();
  await ana.by('cannot-play').waitFor({ state: 'detached' });
  await ana.by('play').click();
  await ana.seesMotion();
});
