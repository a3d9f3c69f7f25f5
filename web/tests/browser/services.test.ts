/** Every service in a process of its own: together a whole; where one is away, people are told and the rest goes on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../../src/client';
import { MediaHost } from './support/media-host';
import type { Person } from './support/person';
import { hasPostgres } from './support/postgres';
import { Services } from './support/services';
import { useStage } from './support/stage';
import { inSync, standTogether } from './support/sync';
import { stays } from './support/until';

/** The back-off of a socket, and then some. */
const BACK_WITHIN_MS = 45_000;

/** What a browser writes by itself about what it could not load. */
const NO_ANSWER = /WebSocket connection to|Failed to load resource/;

describe.skipIf(!hasPostgres())('a process for each service, behind a proxy', () => {
  const stage = useStage(() => Services.start());
  let host: MediaHost;

  beforeAll(async () => {
    host = await MediaHost.start();
  });

  afterAll(() => host.stop());

  async function person(name: string): Promise<Person> {
    const person = await stage().person(name);
    person.expectTrouble(NO_ANSWER);
    return person;
  }

  async function twoPeople(): Promise<{ session: string; people: [Person, Person] }> {
    const ana = await person('Ana');
    const ben = await person('Ben');
    const session = await ana.startSession(host.url('/sample.mp4'));
    await ana.join();
    await ben.comeTo(session);
    return { session, people: [ana, ben] };
  }

  async function playing() {
    const party = await twoPeople();
    await party.people[0].by('play').click();
    await Promise.all(party.people.map((who) => who.seesMotion()));
    return party;
  }

  /** Runs what is so while the service's process is dead, and brings it back. */
  async function without(service: Service, check: () => Promise<void>): Promise<void> {
    await stage().server.kill(service);
    try {
      await check();
    } finally {
      await stage().server.start(service);
    }
  }

  function errorPage(who: Person, service: Service) {
    return who.page.locator(`[data-testid=error-page][data-kind=away][data-service=${service}]`);
  }

  function card(who: Person, session: string) {
    return who.page.locator(`[data-testid=session-card][href="/s/${session}"]`);
  }

  async function expectLocked(who: Person, locked: boolean): Promise<void> {
    for (const control of ['play', 'back', 'forward', 'speed']) {
      expect(await who.by(control).isDisabled(), control).toBe(locked);
    }
    expect(await who.by('seek').getAttribute('aria-disabled')).toBe(String(locked));
  }

  /** Pause and play still reach everybody. */
  async function pauseAndPlay([ana, ben]: readonly [Person, Person]): Promise<void> {
    await ben.by('play').click();
    await standTogether([ana, ben]);
    await ana.by('play').click();
    await Promise.all([ana.seesMotion(), ben.seesMotion()]);
  }

  test('are together a whole', async () => {
    const { people } = await playing();
    await inSync(people, 'a process for each service');
    await pauseAndPlay(people);
    for (const who of people) await expectLocked(who, false);
  });

  test('timecode is away: the video plays on, and everything else is there', async () => {
    const { session, people } = await playing();
    const [ana, ben] = people;
    const cem = await person('Cem');
    await without('timecode', async () => {
      for (const who of people) {
        await who.by('banner-away').waitFor();
        await expectLocked(who, true);
      }
      expect(await ana.by('banner-away').textContent()).toMatch(/goes on by itself/);
      expect(await ana.by('play').getAttribute('title')).toMatch(/works again/);
      await ana.by('video').click();
      await ana.page.locator('.toast-trouble', { hasText: 'works again' }).waitFor();
      await stays('the video plays on', 1_500, async () => {
        const sights = await Promise.all(people.map((who) => who.sight()));
        return sights.every(({ paused }) => !paused);
      });
      await inSync(people, 'without timecode');

      await cem.open('/');
      await card(cem, session).waitFor();
      await cem.open(`/s/${session}/replay`);
      await cem.by('replay-play').click();
      await cem.seesMotion();
      await cem.open(`/s/${session}`);
      await cem.enter();
      await cem.by('banner-away').waitFor();
      expect(await cem.by('banner-away').textContent()).toMatch(/begins here as soon as it is back/);
      await expectLocked(cem, true);
    });
    for (const who of [ana, ben, cem]) {
      await who.by('banner-away').waitFor({ state: 'detached', timeout: BACK_WITHIN_MS });
      await expectLocked(who, false);
    }
    await cem.seesMotion();
    await pauseAndPlay(people);
    await inSync([ana, ben, cem], 'timecode is back');
  });

  test('timecode is switched off where its addresses lead: that is the same', async () => {
    const { people } = await playing();
    // Only what is connected anew goes another way.
    stage().server.lead('timecode', 'session');
    await without('timecode', async () => {
      for (const who of people) await who.by('banner-away').waitFor();
    });
    stage().server.lead('timecode');
    for (const who of people)
      await who.by('banner-away').waitFor({ state: 'detached', timeout: BACK_WITHIN_MS });
    await pauseAndPlay(people);
  });

  test('message is away: playing together is untouched, and what is said arrives once it is back', async () => {
    const { people } = await playing();
    const [ana, ben] = people;
    await without('message', async () => {
      await ana.by('composer').fill('hello from before');
      await ana.by('composer').press('Enter');
      await ana.by('chat-away').waitFor();
      await pauseAndPlay(people);
      await inSync(people, 'without message');
    });
    await ben.page
      .locator('[data-testid=message]', { hasText: 'hello from before' })
      .waitFor({ timeout: 40_000 });
    await ana.by('chat-away').waitFor({ state: 'detached' });
    expect(await ana.by('unsent').count()).toBe(0);
  });

  test('session is away: who watches goes on, and who comes is told', async () => {
    const { session, people } = await playing();
    const cem = await person('Cem');
    const dia = await person('Dia');
    const eli = await person('Eli');
    await cem.open('/');
    await card(cem, session).waitFor();
    await eli.open(`/s/${session}`);
    await eli.by('join').waitFor();
    await without('session', async () => {
      await eli.by('join').click();
      await errorPage(eli, 'session').waitFor();
      await pauseAndPlay(people);
      for (const who of people) await expectLocked(who, false);

      await cem.open('/');
      await cem.by('away-session').waitFor();
      expect(await cem.by('away-session').count()).toBe(1);
      await cem.by('url-input').fill(host.url('/sample.mp4'));
      await cem.by('start').click();
      await cem.by('url-note').getByText('The sessions are away just now').waitFor();
      await dia.open(`/s/${session}`);
      await errorPage(dia, 'session').waitFor();
      await inSync(people, 'without session');
    });
    await card(cem, session).waitFor();
    await cem.by('away-session').waitFor({ state: 'detached' });
    // Eli has asked already.
    await eli.seesPicture();
    await dia.join();
    await inSync([...people, dia, eli], 'session is back');
    await cem.by('start').click();
    await cem.by('join').waitFor();
  });

  /** PRE-50 */
  test('prediction is away: its tab says so, and everything else is there', async () => {
    const { people } = await playing();
    const [ana, ben] = people;
    for (const who of people) await who.by('tab-predictions').click();
    await ben.by('ask-prediction').click();
    await ben.by('question-input').fill('Who did it?');
    for (const index of [0, 1]) await ben.by('outcome-input').nth(index).fill(`number ${index}`);
    await without('prediction', async () => {
      await ben.by('open-prediction').click();
      await ben.by('predictions-away').waitFor();
      await ana.page.reload();
      await ana.seesPicture();
      await ana.by('tab-predictions').click();
      await ana.by('predictions-away').waitFor();
      expect(await ana.by('predictions-away').textContent()).toContain('Everything else goes on');
      await pauseAndPlay(people);
    });
    for (const who of people) await who.by('predictions-away').waitFor({ state: 'detached' });
    await ben.by('open-prediction').click();
    await ana.page.locator('[data-testid=prediction][data-state=open]').waitFor();
  });

  test('users is away: who is known goes on, and who is new comes in once it is back', async () => {
    const { session, people } = await playing();
    const [ana] = people;
    const cem = await person('Cem');
    const dia = await person('Dia');
    await without('users', async () => {
      await pauseAndPlay(people);
      await cem.open('/');
      await card(cem, session).waitFor();
      await cem.by('url-input').fill(host.url('/sample.mp4'));
      await cem.by('start').click();
      await cem.by('url-note').getByText('Nobody new can come in just now').waitFor();
      await dia.open(`/s/${session}`);
      await dia.by('name-input').fill('Dia');
      await dia.by('join').click();
      await errorPage(dia, 'users').waitFor();
      await stays('the page says why while it tries again', 6_000, () => errorPage(dia, 'users').isVisible());
      const another = await ana.startSession(host.url('/sample.mp4'));
      await ana.join();
      expect(another).not.toBe(session);
    });
    await dia.seesPicture();
    await dia.by('tab-people').click();
    await dia.page.locator('[data-testid=person]', { hasText: 'Dia' }).waitFor();
    await cem.by('start').click();
    await cem.by('join').waitFor();
  });
});
