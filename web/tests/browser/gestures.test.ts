/** A gesture is one command, and what a player does by itself is none: nothing echoes between browsers. */
import { expect, test } from 'vitest';
import type { LogEvent } from '../../src/client';
import type { Person } from './support/person';
import { useStage } from './support/stage';
import { inSync, standTogether } from './support/sync';
import { stays, until } from './support/until';

const stage = useStage();

interface Party {
  readonly ana: Person;
  readonly ben: Person;
  readonly session: string;
}

async function party(): Promise<Party> {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  await recordMediaKeys(ana);
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ben.comeTo(session);
  return { ana, ben, session };
}

type Control = LogEvent & { type: 'played' | 'paused' | 'seeked' | 'rate_set' };

async function controls(session: string): Promise<string[]> {
  const events = await stage().server.events(session);
  const isControl = (event: LogEvent): event is Control =>
    ['played', 'paused', 'seeked', 'rate_set'].includes(event.type);
  return events.filter(isControl).map(({ type }) => type);
}

/** Exactly these stand in the log, and nothing follows them. */
async function logIs(session: string, expected: readonly string[]): Promise<void> {
  const same = async () => JSON.stringify(await controls(session)) === JSON.stringify(expected);
  await until(`the log says ${expected.join(', ')}`, same, { withinMs: 5_000 }).catch(async () => {
    expect(await controls(session)).toEqual(expected);
  });
  await stays(`the log says ${expected.join(', ')}, and no more`, 700, same);
}

test('bursts of play, pause and seek leave exactly their events', async () => {
  const { ana, ben, session } = await party();
  const expected: string[] = [];
  for (const [index, person] of [ana, ben, ana, ben, ben, ana].entries()) {
    const next = index % 2 === 0 ? 'playing' : 'paused';
    await person.by('play').click();
    await Promise.all([ana.shows(next), ben.shows(next)]);
    expected.push(next === 'playing' ? 'played' : 'paused');
  }
  await logIs(session, expected);
  for (const share of [0.2, 0.6, 0.4]) {
    await ben.pick('seek', share);
    await Promise.all([ana.isNear(60 * share), ben.isNear(60 * share)]);
    expected.push('seeked');
  }
  await logIs(session, expected);
  await standTogether([ana, ben]);
});

test('what an element does by itself is undone and told to nobody', async () => {
  const { ana, ben, session } = await party();
  await ana.by('play').click();
  await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  await ben.page.evaluate(() => document.querySelector('video')?.pause());
  await ben.seesMotion();
  await inSync([ana, ben], 'after a player paused itself');
  await ben.page.evaluate(() => {
    const video = document.querySelector('video');
    if (video !== null) video.currentTime += 20;
  });
  await inSync([ana, ben], 'after a player jumped by itself');
  await logIs(session, ['played']);
});

test('each key is one command', async () => {
  const { ana, ben, session } = await party();
  await ana.by('play').focus();
  await ana.page.keyboard.press('Space');
  await ben.shows('playing');
  await logIs(session, ['played']);
  await ben.page.keyboard.press('k');
  await ana.shows('paused');
  await logIs(session, ['played', 'paused']);
  // Three steps in a row are one jump.
  for (let i = 0; i < 3; i += 1) await ana.page.keyboard.press('l');
  await logIs(session, ['played', 'paused', 'seeked']);
  await ben.page.keyboard.press('5');
  await logIs(session, ['played', 'paused', 'seeked', 'seeked']);
  await Promise.all([ana.stands(30), ben.stands(30)]);
  await ana.by('seek').focus();
  await ana.page.keyboard.press('ArrowLeft');
  await logIs(session, ['played', 'paused', 'seeked', 'seeked', 'seeked']);
});

test('each media key is one command', async () => {
  const { ana, ben, session } = await party();
  await pressMediaKey(ana, 'play');
  await ben.shows('playing');
  await pressMediaKey(ana, 'play');
  await logIs(session, ['played']);
  await pressMediaKey(ana, 'seekforward');
  await logIs(session, ['played', 'seeked']);
  await pressMediaKey(ana, 'seekto', 12);
  await logIs(session, ['played', 'seeked', 'seeked']);
  await pressMediaKey(ana, 'pause');
  await ben.shows('paused');
  await logIs(session, ['played', 'seeked', 'seeked', 'paused']);
});

test('faded controls can be pressed, but a finger on them only brings them back', async () => {
  const { ana, session } = await party();
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true };
  const cleo = await stage().person('Cleo', phone);
  await cleo.comeTo(session);
  await ana.by('play').click();
  await cleo.seesMotion();
  await ana.page.mouse.move(1, 1);
  await ana.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const faded = (person: Person) => person.page.locator('[data-testid=stage].idle').waitFor();
  await Promise.all([faded(ana), faded(cleo)]);

  const box = await cleo.by('play').boundingBox();
  if (box === null) throw new Error('the play button has no place');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await cleo.page.touchscreen.tap(x, y);
  await cleo.page.locator('[data-testid=stage]:not(.idle)').waitFor();
  await logIs(session, ['played']);
  await cleo.page.touchscreen.tap(x, y);
  await ana.shows('paused');
  await ana.by('play').click();
  await cleo.shows('playing');
  await faded(ana);
  await ana.by('play').click();
  await logIs(session, ['played', 'paused', 'played', 'paused']);
});

/** A test has no media keys: it keeps what the page would do when the system reports one. */
async function recordMediaKeys(person: Person): Promise<void> {
  await person.context.addInitScript(() => {
    const handlers = new Map<string, MediaSessionActionHandler | null>();
    Object.assign(window, { mediaKeys: handlers });
    const { mediaSession } = navigator;
    const set = mediaSession.setActionHandler.bind(mediaSession);
    mediaSession.setActionHandler = (action, handler) => {
      handlers.set(action, handler);
      set(action, handler);
    };
  });
}

async function pressMediaKey(person: Person, action: MediaSessionAction, seekTime?: number): Promise<void> {
  const details = seekTime === undefined ? { action } : { action, seekTime };
  await person.page.evaluate((pressed) => {
    const { mediaKeys } = window as unknown as { mediaKeys: Map<string, MediaSessionActionHandler> };
    const handler = mediaKeys.get(pressed.action);
    if (handler === undefined) throw new Error(`nobody listens for ${pressed.action}`);
    handler(pressed);
  }, details);
}

/** SES-33 */
test('a jump is taken back by a press, for everybody', async () => {
  const { ana, ben } = await party();
  await ben.pick('seek', 0.5);
  await Promise.all([ana.isNear(30), ben.isNear(30)]);
  await ben.by('toast-action').click();
  await Promise.all([ana.isNear(0), ben.isNear(0)]);
});
