/** An evening afterwards: finding one's way in it, writing to it, and taking it along. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { Person } from './support/person';
import { look } from './support/pictures';
import { RESULTS } from './support/requirements';
import { useStage } from './support/stage';
import { until } from './support/until';

const stage = useStage();

const TITLE = `Night <b>of</b> the "living" & 'dead'`;

/** A small evening of two, made over the API so that it takes no time; it ends with a pause of half a minute. */
async function evening(): Promise<{ session: string; startMs: number; host: string }> {
  const { server } = stage();
  const call = async (path: string, token: string | null, body: unknown) => {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (token !== null) headers.authorization = `Bearer ${token}`;
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${server.origin}/api${path}`, init);
    expect(response.ok, `${path}: ${response.status}`).toBe(true);
    // biome-ignore lint/suspicious/noExplicitAny: answers of many kinds
    return (await response.json()) as any;
  };
  const user = async (name: string) => (await call('/users', null, { name })).token as string;
  const [ana, ben] = [await user('Ana'), await user(`Ben <img src=x>`)];
  const created = await call('/sessions', ana, { url: stage().sample, title: TITLE });
  const session = created.session.id as string;
  const doing = (id: string, token: string, command: object) =>
    call(`/sessions/${session}/commands`, token, { id, ...command });
  await call(`/sessions/${session}/join`, ana, {});
  await call(`/sessions/${session}/join`, ben, {});
  await doing('c1', ana, { type: 'set_length', video: created.session.video.id, length: 60 });
  await doing('c2', ana, { type: 'seek', position: 10 });
  await doing('c3', ben, { type: 'play' });
  await doing('c4', ana, { type: 'pause' });
  await doing('c5', ana, { type: 'seek', position: 40 });
  await doing('c5b', ben, { type: 'say', text: '**It was the cook**, see 0:10 and https://example.org/why' });
  await doing('c6', ben, { type: 'play' });
  await doing('c7', ana, { type: 'pause' });
  await doing('c8', ben, { type: 'leave' });
  await call(`/sessions/${session}/end`, ana, {});
  const log = await server.events(session);
  return { session, startMs: Date.parse(log[1]?.at ?? ''), host: ana };
}

async function partyTime(person: Person): Promise<number> {
  return Number(await person.by('replay-time').getAttribute('data-position'));
}

const currentType = (person: Person) =>
  person.page.locator('[data-testid=activity-row].current').getAttribute('data-type');

async function openReplay(person: Person, session: string, query = ''): Promise<void> {
  await person.open(`/s/${session}/replay${query}`);
  await person.by('replay-play').waitFor();
  await until('the replay has a picture', async () => (await person.sight()).readyState >= 2);
}

test('one finds what happened, who was there, and shares the moment', async () => {
  const { session } = await evening();
  const cleo = await stage().person('Cleo');
  await openReplay(cleo, session);

  expect(await cleo.by('heat').getAttribute('aria-label')).toMatch(/around 0:0\d/);
  expect(await cleo.by('heat').locator('path').getAttribute('d')).toMatch(/^M0 40L.*Z$/);

  const rows = cleo.by('activity-row');
  const said = cleo.page.locator('[data-testid=activity-row][data-type=said]');
  expect(await said.count(), 'what comes is not told to who was not there').toBe(0);
  await cleo.by('show-ahead').check();
  await said.locator('strong', { hasText: 'It was the cook' }).waitFor();
  expect(await said.locator('a').getAttribute('href')).toBe('https://example.org/why');
  await said.getByText('0:10').click();
  await cleo.isNear(10);
  await cleo.page.screenshot({ path: join(RESULTS, 'replay-said.png') });
  await cleo.page.keyboard.press('0');
  const times = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-type')));
  expect(times).toContain('seeked');
  // The events of one moment are one step: from step to step time only goes on, and at the end it stays.
  const seen: number[] = [];
  for (let step = 0; step < times.length + 2; step += 1) {
    seen.push(await partyTime(cleo));
    await cleo.page.keyboard.press('n');
  }
  expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  expect(new Set(seen).size).toBeGreaterThan(3);
  expect(await currentType(cleo)).toBe('ended');
  await cleo.by('replay-previous').click();
  expect(await partyTime(cleo)).toBeLessThan(seen.at(-1) ?? 0);
  await cleo.by('replay-next').click();
  expect(await currentType(cleo)).toBe('ended');

  await cleo.page.keyboard.press('0');
  await cleo.by('tab-people').click();
  await until('somebody is there', async () => (await cleo.by('person').count()) >= 1);
  await cleo.page.keyboard.press('9');
  for (const _ of times) await cleo.page.keyboard.press('n');
  await until('nobody is there at the end', async () => (await cleo.by('person').count()) === 0);
  await cleo.by('tab-activity').click();

  const markers = cleo.by('marker');
  const before = await markers.count();
  await cleo.page.locator('[data-testid=filter][data-what=playback]').click();
  await until('the marks are fewer', async () => (await markers.count()) < before);
  expect(await cleo.page.locator('[data-testid=activity-row][data-type=played]').count()).toBe(0);
  await cleo.page.locator('[data-testid=filter][data-what=playback]').click();

  await cleo.by('replay-speed').selectOption('0.25');
  await cleo.page.locator('body').click({ position: { x: 2, y: 2 } });
  await cleo.page.keyboard.press('<');
  expect(await cleo.by('replay-speed').inputValue()).toBe('0.25');
  await cleo.page.keyboard.press('>');
  await until('it is faster', async () => (await cleo.by('replay-speed').inputValue()) === '0.5');

  await cleo.pick('replay-bar', 0.6);
  const at = await partyTime(cleo);
  await cleo.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await cleo.by('copy-moment').click();
  const link = await until('the link is copied', () =>
    cleo.page.evaluate(async () => (await navigator.clipboard.readText()) || null),
  );
  const dan = await stage().person('Dan', { colorScheme: 'light' });
  await dan.open(link);
  await dan.by('replay-time').waitFor();
  expect(Math.abs((await partyTime(dan)) - at)).toBeLessThan(0.06);
  await dan.page.keyboard.press('?');
  await dan.by('key-list').waitFor();
});

test('somebody who was not there writes to it, and others see that in its place', async () => {
  const { session } = await evening();
  const cleo = await stage().person('Cleo');
  await openReplay(cleo, session);
  await cleo.pick('replay-bar', 0.5);
  const write = async (words: string) => {
    await cleo.by('note-input').fill(words);
    await cleo.by('note-send').click();
    await until('the note is written', async () => (await cleo.by('note-input').inputValue()) === '');
  };
  await cleo.by('note-name').fill('Cleo the Late');
  await write('I <script>alert(1)</script> wish I had been there');
  await cleo.by('note-name').waitFor({ state: 'detached' });
  await cleo.by('note-rename').click();
  await cleo.by('note-name').fill('Cleo the Later');
  await write('🎉');
  const notes = (person: Person) => person.page.locator('[data-testid=activity-row][data-type=note]');
  expect(await notes(cleo).count()).toBe(2);
  expect(await notes(cleo).first().textContent()).toContain('Cleo the Late');
  expect(await notes(cleo).last().textContent()).toContain('Cleo the Later');
  await look(cleo, 'replay-notes-dark');

  const dan = await stage().person('Dan', { colorScheme: 'light' });
  await openReplay(dan, session);
  expect(await notes(dan).count(), 'they are further on').toBe(0);
  await dan.by('show-ahead').check();
  await until('the notes are there', async () => (await notes(dan).count()) === 2);
  expect(await notes(dan).first().textContent()).toContain('I <script>alert(1)</script> wish');
  expect(await dan.by('note-delete').count()).toBe(0);
  await dan.pick('replay-bar', 0.55);
  await look(dan, 'replay-notes-light');
  await dan.page.locator('[data-testid=filter][data-what^="by "]').click();
  await until('a layer can be left out', async () => (await notes(dan).count()) === 0);

  const phone = await stage().person('Eva', { viewport: { width: 390, height: 780 }, isMobile: true });
  await openReplay(phone, session);
  await phone.by('show-ahead').check();
  await until('the notes are there', async () => (await notes(phone).count()) === 2);
  const width = await phone.page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  await look(phone, 'replay-phone');

  await cleo.by('note-delete').first().click();
  await until('the note is gone', async () => (await notes(cleo).count()) === 1);
  await dan.page.reload();
  await dan.by('show-ahead').check();
  await until('it is gone for others', async () => (await notes(dan).count()) === 1);
});

test('REP-40: it is saved as a page that needs nobody, and as a file that is a replay again', async () => {
  const { session } = await evening();
  const cleo = await stage().person('Cleo');
  await openReplay(cleo, session);
  await cleo.by('note-input').fill(`"><img src=x onerror=alert(1)>`);
  await cleo.by('note-send').click();
  await cleo.page.locator('[data-testid=activity-row][data-type=note]').waitFor();
  const folder = await mkdtemp(join(tmpdir(), 'sameframe-saved-'));
  try {
    const save = async (testId: string, name: string) => {
      const [download] = await Promise.all([cleo.page.waitForEvent('download'), cleo.by(testId).click()]);
      await download.saveAs(join(folder, name));
      return join(folder, name);
    };
    const page = await save('save-page', 'evening.html');
    const file = await save('save-file', 'evening.ndjson');
    expect((await readFile(file, 'utf8')).split('\n').at(0)).toContain('"sameframe.session"');

    const reader = await stage().person('Reader', { colorScheme: 'light' });
    await reader.context.setOffline(true);
    const asked: string[] = [];
    reader.page.on('request', (request) => asked.push(request.url()));
    await reader.page.goto(pathToFileURL(page).href);
    expect(await reader.page.title()).toBe(TITLE);
    const rows = reader.page.locator('#rows > li');
    await cleo.by('show-ahead').check();
    expect(await rows.count()).toBe(await cleo.by('activity-row').count());
    expect(await reader.page.locator('#people > li').first().textContent()).toMatch(/Ana/);
    expect(await reader.page.locator('img, iframe, b').count()).toBe(0);
    const said = rows.filter({ hasText: 'It was the cook' });
    expect(await said.locator('strong').textContent()).toBe('It was the cook');
    expect(await said.locator('a').getAttribute('href')).toBe('https://example.org/why');
    const place = said.locator('[data-go]');
    const moment = Math.floor(Number(await place.getAttribute('data-go')));
    await reader.page.locator('#at').evaluate((bar: HTMLInputElement) => {
      bar.value = bar.max;
    });
    await place.click();
    expect(await reader.page.locator('#at').inputValue()).toBe(String(moment));
    await reader.page.locator('#search').fill('onerror');
    await until('only the note is shown', async () => (await rows.filter({ visible: true }).count()) === 1);
    await reader.page.locator('#search').fill('');
    await reader.page.locator('#at').evaluate((bar: HTMLInputElement) => {
      bar.value = bar.max;
      bar.dispatchEvent(new Event('input'));
    });
    await until('the end is reached', async () => (await reader.page.locator('.future').count()) === 0);
    await look(reader, 'replay-saved-page');
    expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);

    await cleo.open('/');
    await cleo.by('bring-file').setInputFiles(file);
    await cleo.by('origin').waitFor();
    expect(await cleo.by('origin').textContent()).toMatch(/by .+ on /);
    expect(cleo.page.url()).not.toContain(session);
    await cleo.by('show-ahead').check();
    await cleo.page.locator('[data-testid=activity-row][data-type=note]').waitFor();
    cleo.expectTrouble(/422/);
    await cleo.open('/');
    await cleo.by('bring-file').setInputFiles(page);
    expect(await cleo.by('bring-trouble').textContent()).toContain('no file of a Sameframe session');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
