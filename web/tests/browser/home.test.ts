/** The home page: what it asks for at first, and the pictures of what is watched. */
import { expect, test } from 'vitest';
import type { Person } from './support/person';
import { look } from './support/pictures';
import { useStage } from './support/stage';

const stage = useStage();

const PHONE = { width: 390, height: 844 };
const YOUTUBE = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';
const CHOICES = ['confirmation', 'when-ready', 'plan-input', 'visibility'];

async function shown(person: Person): Promise<string[]> {
  const seen = await Promise.all(CHOICES.map((choice) => person.by(choice).isVisible()));
  return CHOICES.filter((_, index) => seen[index]);
}

const folded = (person: Person) => person.by('more-choices').getAttribute('aria-expanded');

for (const [device, options] of [
  ['a desktop', {}],
  ['a phone', { viewport: PHONE, isMobile: true }],
] as const) {
  test(`on ${device} the rarer choices are folded up until they are wanted, and stay where one was made`, async () => {
    const ana = await stage().person('Ana', options);
    await ana.open('/');
    await ana.by('start').waitFor();
    expect(await shown(ana)).toEqual([]);
    await look(ana, `home-folded-${device.slice(2)}`);

    const toggle = ana.by('more-choices');
    await toggle.press('Enter');
    expect([await shown(ana), await folded(ana)]).toEqual([CHOICES, 'true']);
    await look(ana, `home-unfolded-${device.slice(2)}`);
    const wide = await ana.page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(ana.page.viewportSize()?.width ?? 0);
    await toggle.press('Space');
    expect([await shown(ana), await folded(ana)]).toEqual([[], 'false']);

    await toggle.click();
    await ana.by('when-ready').check();
    expect(await toggle.isDisabled()).toBe(true);
    expect(await shown(ana)).toEqual(CHOICES);
    await ana.by('when-ready').uncheck();
    expect(await shown(ana)).toEqual(CHOICES);
    await toggle.click();
    expect(await shown(ana)).toEqual([]);
  });
}

/** GET-13 */
test('a card has the picture of its video, and does without one that does not load', async () => {
  const { origin } = stage().server;
  const asked = { 'content-type': 'application/json' };
  const made = await fetch(`${origin}/api/users`, {
    method: 'POST',
    headers: asked,
    body: JSON.stringify({ name: 'Ana' }),
  });
  const { token } = (await made.json()) as { token: string };
  const created = await fetch(`${origin}/api/sessions`, {
    method: 'POST',
    headers: { ...asked, authorization: `Bearer ${token}` },
    body: JSON.stringify({ url: YOUTUBE, title: 'With a picture' }),
  });
  expect(created.status).toBe(201);

  const ben = await stage().person('Ben');
  await ben.open('/');
  const card = (person: Person) => person.by('session-card').filter({ hasText: 'With a picture' });
  await card(ben).getByTestId('picture').waitFor();
  await look(ben, 'home-card');

  const cat = await stage().person('Cat', { viewport: PHONE });
  cat.expectTrouble(/i\.ytimg\.com/);
  await cat.context.route('https://i.ytimg.com/**', (route) => route.abort());
  await cat.open('/');
  await card(cat).waitFor();
  await card(cat).getByTestId('picture').waitFor({ state: 'detached' });
});

test('a personal link that leads to nobody says so, and paths on this server are told in words', async () => {
  const ana = await stage().person('Ana');
  ana.expectTrouble(/Failed to load resource.* 404/);
  await ana.open('/u/AAAA2345');
  await ana.page.getByText('Nobody has this personal code.').waitFor();
  expect(await ana.by('start').isVisible()).toBe(true);
  await ana.by('try-sample').click();
  await ana.by('join').waitFor();
  expect(await ana.page.content()).not.toContain('/media/sample.mp4');
  await ana.page.getByText('The sample video').waitFor();
});
