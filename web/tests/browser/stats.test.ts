/** What people can find out about their synchrony: the panel behind the pill, and the stats for bug reports. */
import { expect, test } from 'vitest';
import type { Person, PersonOptions } from './support/person';
import { useStage } from './support/stage';
import { stays, until } from './support/until';

const stage = useStage();

async function watchTogether(options: PersonOptions): Promise<{ ana: Person; ben: Person; session: string }> {
  const ana = await stage().person('Ana', options);
  const ben = await stage().person('Ben');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ben.comeTo(session);
  await ana.by('play').click();
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  return { ana, ben, session };
}

async function fitsTheWidth(person: Person): Promise<void> {
  const wider = () =>
    person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await wider()).toBe(0);
  for (const testId of ['sync-panel', 'stats']) {
    const inner = person.by(testId);
    if ((await inner.count()) === 0) continue;
    const fits = await inner.evaluate((element) => {
      const { left, right } = element.getBoundingClientRect();
      return left >= 0 && right <= innerWidth && element.scrollWidth <= element.clientWidth;
    });
    expect(fits, testId).toBe(true);
  }
}

test.each([
  ['a desk', { colorScheme: 'dark' }],
  ['a phone', { colorScheme: 'light', viewport: { width: 390, height: 800 } }],
] as const)(
  'on %s, the panel tells how far apart all are, and the stats can be copied',
  async (_, options) => {
    const { ana, session } = await watchTogether(options);
    await ana.context.grantPermissions(['clipboard-read', 'clipboard-write']);

    await ana.by('sync-pill').click();
    const spread = ana.by('room-spread');
    await until('the room has a spread', async () =>
      /\d+ m?s apart/.test((await spread.textContent()) ?? ''),
    );
    expect(await spread.textContent()).toContain('2 people');
    expect(await ana.by('drift-row').count()).toBe(2);
    const line = ana.by('drift-line');
    await until('the graph has a line', async () =>
      /^M\S+ \S+h\.01L/.test((await line.getAttribute('d')) ?? ''),
    );
    expect(await ana.by('drift-graph').getAttribute('aria-label')).toMatch(/mostly (exact|\d+ ms)/);
    await fitsTheWidth(ana);

    await ana.by('open-stats').click();
    await ana.by('stats').waitFor();
    expect(await ana.by('sync-panel').count()).toBe(0);
    await fitsTheWidth(ana);
    await ana.by('copy-stats').click();
    const copied = await ana.page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(session);
    expect(copied).toMatch(/Room spread +\d+\.\d ms, 2 compared/);
    const secrets = await ana.page.evaluate(() => [
      localStorage.getItem('sameframe.token'),
      location.pathname,
    ]);
    expect(secrets[0]).toMatch(/\w{16}/);
    for (const secret of [...secrets, '/media/sample.mp4']) expect(copied).not.toContain(secret);

    await ana.page.keyboard.press('Escape');
    await ana.by('stats').waitFor({ state: 'detached' });
    await ana.page.keyboard.press('i');
    await ana.by('stats').waitFor();
    await ana.page.keyboard.press('Escape');
    await ana.by('stats').waitFor({ state: 'detached' });

    await ana.by('sync-pill').click();
    await ana.by('sync-panel').waitFor();
    await ana.page.keyboard.press('Escape');
    await ana.by('sync-panel').waitFor({ state: 'detached' });
    expect(await ana.by('sync-pill').evaluate((pill) => pill === document.activeElement)).toBe(true);

    await ana.by('sync-pill').click();
    await ana.by('sync-panel').waitFor();
    await ana.by('video').click({ position: { x: 20, y: 20 } });
    await ana.by('sync-panel').waitFor({ state: 'detached' });
    await stays('it plays on', 500, async () => {
      const events = await stage().server.events(session);
      return events.every(({ type }) => type !== 'paused');
    });
  },
);

test('where the browser gives no clipboard, the stats are there to be copied by hand', async () => {
  const ana = await stage().person('Ana');
  await ana.context.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
  });
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ana.page.keyboard.press('i');
  await ana.by('copy-stats').click();
  expect(await ana.by('stats-text').inputValue()).toContain(session);
  expect(await ana.page.evaluate(() => getSelection()?.toString())).toContain(session);
});
