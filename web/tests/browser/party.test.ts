/** The whole walk: a link, two people, a third, the end, and the replay of it all. */
import { expect, test } from 'vitest';
import type { LogEvent } from '../../src/client';
import type { Person } from './support/person';
import { picture } from './support/pictures';
import { useStage } from './support/stage';
import { inSync, standTogether } from './support/sync';
import { stays, until } from './support/until';

const stage = useStage();

test('two people watch together, a third comes late, and all of it can be replayed', async () => {
  const { server } = stage();
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample, 'Film night');
  const ben = await stage().person('Ben');
  await ben.open(`/s/${session}`);
  await ana.join();
  await ben.join();

  await ana.by('play').click();
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  await inSync([ana, ben], 'after a common start');

  await ben.by('play').click();
  await standTogether([ana, ben]);
  expect(await ana.status()).toBe('paused');

  await ana.pick('seek', 0.25);
  await Promise.all([ana, ben].map((person) => person.isNear(15)));
  await standTogether([ana, ben]);
  await ana.page.keyboard.press('ArrowRight');
  await Promise.all([ana, ben].map((person) => person.isNear(20)));
  await standTogether([ana, ben]);

  await ben.by('play').click();
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  await reloadsAlone(ben, ana, () => server.events(session));
  await inSync([ana, ben], 'after a reload');
  await ana.by('tab-activity').click();
  await picture(ana, 'watch');

  const cleo = await stage().person('Cleo');
  const unmoved = [await watchMoves(ana), await watchMoves(ben)];
  await cleo.comeTo(session);
  await cleo.seesMotion();
  await inSync([ana, ben, cleo], 'with a late third');
  for (const moves of unmoved) expect(await moves()).toEqual([]);

  await ana.by('end-session').click();
  await ana.by('confirm-end').click();
  for (const person of [ana, ben, cleo]) {
    await person.by('watch-replay').waitFor();
    expect(await person.by('error-page').getAttribute('data-kind')).toBe('ended');
  }
  await watchReplay(ben, await server.events(session));

  const next = await ben.startSession(stage().sample, 'Sunday matinee');
  await ben.join();
  await ana.open('/');
  await ana.by('sessions-live').locator(`a[href="/s/${next}"]`).waitFor();
  const card = ana.by('sessions-ended').getByTestId('session-card');
  await card.waitFor();
  expect(await card.getAttribute('href')).toBe(`/s/${session}/replay`);
  expect(await card.textContent()).toMatch(/Film night.*sample\.mp4.*3 people.*together.*1 min video/s);
  await picture(ana, 'home');
});

/** Somebody's reload is nobody else's business: no event but of presence, and no movement of the other's picture. */
async function reloadsAlone(who: Person, other: Person, log: () => Promise<LogEvent[]>): Promise<void> {
  const before = (await log()).length;
  const moves = await watchMoves(other);
  await who.page.reload();
  await who.seesPicture();
  await who.seesMotion();
  expect(await moves()).toEqual([]);
  const news = (await log()).slice(before).map(({ type }) => type);
  expect(news.filter((type) => type !== 'joined' && type !== 'left')).toEqual([]);
}

/** Notes every pause and jump of a picture from now on. */
async function watchMoves(person: Person): Promise<() => Promise<string[]>> {
  const list = await person.page.evaluateHandle(() => {
    const moves: string[] = [];
    for (const name of ['pause', 'seeking', 'waiting', 'emptied']) {
      document.querySelector('video')?.addEventListener(name, () => moves.push(name));
    }
    return moves;
  });
  return () => list.jsonValue();
}

async function watchReplay(person: Person, log: readonly LogEvent[]): Promise<void> {
  await person.by('watch-replay').click();
  await person.by('replay-play').waitFor();
  await until('the replay has a picture', async () => (await person.sight()).readyState >= 2);

  for (const [type, kind] of [
    ['played', 'play'],
    ['paused', 'pause'],
    ['seeked', 'seek'],
  ] as const) {
    const marked = await person.page.locator(`[data-testid=marker][data-kind=${kind}]`).count();
    expect(marked, kind).toBe(log.filter((event) => event.type === type).length);
  }

  const startMs = Date.parse(log.find(({ type }) => type === 'joined')?.at ?? '');
  for (const share of [0.1, 0.25, 0.4, 0.5, 0.65, 0.8, 0.95, 0.3]) {
    await person.pick('replay-bar', share);
    const party = await partyTime(person);
    await person.stands(positionInLog(log, startMs + party * 1000));
  }

  // From before the first pause over it: what moved moves, what stood stands.
  const pausedAt = Date.parse(log.find(({ type }) => type === 'paused')?.at ?? '') - startMs;
  const { lengthMs } = await replayLength(person, log, startMs);
  await person.pick('replay-bar', (pausedAt - 1_500) / lengthMs);
  await person.by('replay-play').click();
  await person.seesMotion();
  await picture(person, 'replay');
  await until('the replay pauses where they paused', async () => (await person.sight()).paused);
  await person.by('replay-play').click();
  await person.page.locator('[data-testid=replay-play][data-status=paused]').waitFor();
  const party = await partyTime(person);
  await person.stands(positionInLog(log, startMs + party * 1000));
  await stays('a stopped replay stands', 300, async () => (await person.sight()).paused);
}

async function replayLength(person: Person, log: readonly LogEvent[], startMs: number) {
  const lengthMs = Date.parse(log.at(-1)?.at ?? '') - startMs;
  const shown = Number(await person.by('replay-bar').getAttribute('aria-valuemax'));
  expect(Math.abs(shown - lengthMs / 1000)).toBeLessThanOrEqual(1);
  return { lengthMs };
}

async function partyTime(person: Person): Promise<number> {
  return Number(await person.by('replay-time').getAttribute('data-position'));
}

/** The equation again, so that the replay is not measured by itself. */
function positionInLog(log: readonly LogEvent[], at: number): number {
  const timeline = log.findLast(
    (event) => event.timeline !== undefined && Date.parse(event.at) <= at,
  )?.timeline;
  if (timeline === undefined) return 0;
  const moved = timeline.status === 'playing' ? Math.max(0, at - timeline.at) * timeline.rate : 0;
  return timeline.position + moved / 1000;
}
