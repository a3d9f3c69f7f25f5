/** A session of more people than anybody can read the names of. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useStage } from './support/stage';

const stage = useStage();

const OTHERS = 120;

async function othersJoin(session: string): Promise<void> {
  const joinAs = async (name: string) => {
    const response = await fetch(`${stage().server.origin}/api/sessions/${session}/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    expect(response.status).toBe(200);
  };
  await Promise.all(Array.from({ length: OTHERS }, (_, number) => joinAs(`Guest ${number + 1}`)));
}

/** LIV-14, SES-19 */
test('a crowd is counted, and its names are asked for', async () => {
  const ana = await stage().person('Ana');
  const session = await ana.startSession(stage().sample);
  await ana.join();
  await othersJoin(session);
  await ana.by('tab-people').click();
  const people = ana.page.locator('[data-testid=person]');
  await expect.poll(() => ana.by('tab-people').textContent()).toContain(String(OTHERS + 1));
  await expect.poll(() => ana.by('crowd-counts').textContent()).toMatch(/^121 people are here/);
  await expect.poll(() => people.count()).toBeGreaterThan(40);
  expect(await people.first().textContent()).toContain('Ana');
  const shown = await people.count();
  expect(await ana.by('crowd-more').textContent()).toBe(`and ${OTHERS + 1 - shown} more`);
  const pictures = process.env.SAMEFRAME_PICTURES;
  if (pictures !== undefined) await ana.page.screenshot({ path: join(pictures, 'crowd.png') });
  await ana.by('crowd-more').click();
  await expect.poll(() => people.count()).toBeGreaterThan(shown);

  await ana.by('crowd-search').fill('guest 77');
  await expect.poll(() => people.count()).toBe(1);
  expect(await people.first().textContent()).toContain('Guest 77');
  await ana.by('crowd-search').fill('nobody at all');
  await expect.poll(() => people.count()).toBe(0);

  const entries = (await stage().server.events(session)).filter(({ type }) => type === 'came');
  expect(entries.length).toBeGreaterThan(0);
  expect(entries.length).toBeLessThan(OTHERS / 2);
});
