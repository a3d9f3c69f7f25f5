/** The server dies, or cannot save: people are told, the video plays on, and nothing acknowledged is lost. */
import { expect, test } from 'vitest';
import { lockDatabase } from './support/locked-database';
import type { Person } from './support/person';
import { useStage } from './support/stage';
import { inSync, standTogether } from './support/sync';
import { stays } from './support/until';

const stage = useStage();

async function twoPeople(): Promise<{ session: string; people: [Person, Person] }> {
  const ana = await stage().person('Ana');
  const ben = await stage().person('Ben');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await ben.comeTo(session);
  return { session, people: [ana, ben] };
}

test('the server is killed in the middle of the video and comes back', async () => {
  const { server } = stage();
  const { session, people } = await twoPeople();
  const [ana, ben] = people;
  for (const person of people) person.expectTrouble(/WebSocket connection to|Failed to load resource/);
  await ana.by('play').click();
  await Promise.all(people.map((person) => person.seesMotion()));
  const before = await server.events(session);

  await server.kill();
  for (const person of people) await person.by('banner-reconnecting').waitFor();
  await stays('the video plays on', 1_500, async () => {
    const sights = await Promise.all(people.map((person) => person.sight()));
    return sights.every(({ paused }) => !paused);
  });
  await inSync(people, 'without a server');

  await server.start();
  for (const person of people) {
    await person.by('banner-reconnecting').waitFor({ state: 'detached', timeout: 40_000 });
    expect((await person.sight()).paused).toBe(false);
  }
  await inSync(people, 'after an outage');
  expect((await server.events(session)).slice(0, before.length)).toEqual(before);

  await ben.by('play').click();
  await standTogether(people);
  expect(await ana.status()).toBe('paused');
});

test('what was pressed while the server was away is done once it is back', async () => {
  const { server } = stage();
  const { session, people } = await twoPeople();
  const [ana, ben] = people;
  for (const person of people) person.expectTrouble(/WebSocket connection to|Failed to load resource/);
  await server.kill();
  await ana.by('banner-reconnecting').waitFor();
  await ana.by('play').click();
  expect(await ana.status()).toBe('paused');
  await server.start();
  await ben.seesMotion();
  await ana.seesMotion();
  const played = (await server.events(session)).filter(({ type }) => type === 'played');
  expect(played).toHaveLength(1);
});

test('the database is locked: the server says so, and forgets it when it can save again', async () => {
  const { server } = stage();
  const { session, people } = await twoPeople();
  const [ana, ben] = people;
  await standTogether(people);
  const giveBack = await lockDatabase(server.databaseFile);
  try {
    await ana.by('play').click();
    const banner = ana.by('banner-storage');
    await banner.waitFor({ timeout: 30_000 });
    expect(await banner.textContent()).toMatch(/cannot save just now: \S+/);
    expect((await ben.sight()).paused).toBe(true);
  } finally {
    await giveBack();
  }
  await ana.by('play').click();
  await Promise.all(people.map((person) => person.seesMotion()));
  await ana.by('banner-storage').waitFor({ state: 'detached' });
  const played = (await server.events(session)).filter(({ type }) => type === 'played');
  expect(played).toHaveLength(1);
});
