/** A video that plays in the player of another site: together, through an advertisement, and where it may not be played. */
import { expect, test } from 'vitest';
import type { Person } from './support/person';
import { useStage } from './support/stage';
import { until } from './support/until';
import { bringYoutube, framesApart, YoutubeFrame, youtubeVideo } from './support/youtube';

const stage = useStage();
/** A handful of rates and a position that is told four times a second: this is as near as a frame comes. */
const TOGETHER_S = 0.3;

async function two(): Promise<[Person, Person]> {
  const people = await Promise.all([stage().person('Ana'), stage().person('Ben')]);
  for (const person of people) await bringYoutube(person);
  return people;
}

async function playTogether(frames: readonly YoutubeFrame[], when: string): Promise<void> {
  await until(`they play together (${when})`, async () => {
    const apart = await framesApart(frames);
    return apart !== null && apart <= TOGETHER_S;
  });
}

async function stand(frames: readonly YoutubeFrame[]): Promise<number> {
  return until('they stand together', async () => {
    const sights = await Promise.all(frames.map((frame) => frame.sight()));
    const [first = Number.NaN, second = Number.NaN] = sights.map(({ position }) => position);
    return sights.every(({ playing }) => !playing) && Math.abs(first - second) < 0.05 ? first : null;
  });
}

test('two people play, pause and seek in the player of another site, and an advertisement is waited for', async () => {
  const [ana, ben] = await two();
  const session = await ana.startSession(youtubeVideo('dQw4w9WgXcQ'));
  expect(new URL(ana.page.url()).pathname).toBe(`/s/${session}/embedded`);
  await ana.enter();
  await ben.open(`/s/${session}`);
  await ben.enter();
  const frames = [await YoutubeFrame.of(ana), await YoutubeFrame.of(ben)];

  await ana.by('play').click();
  await playTogether(frames, 'after the start');
  await ben.by('play').click();
  await stand(frames);
  await ana.pick('seek', 0.5);
  await until('both are in the middle', async () => Math.abs((await stand(frames)) - 30) < 0.5);
  await ben.by('play').click();
  await playTogether(frames, 'after the seek');

  await frames[1]?.beginAd();
  await ben.page.locator('[data-testid=stage][data-phase=buffering]').waitFor();
  expect(await ben.by('video').getAttribute('class')).toContain('interrupted');
  await frames[1]?.endAd();
  await ben.page.locator('[data-testid=stage][data-phase=playing]').waitFor();
  await playTogether(frames, 'after the advertisement');
  expect(await ben.by('video').getAttribute('class')).not.toContain('interrupted');
});

test('a video that may not be played here says so, and another one can be put on', async () => {
  const [ana] = await two();
  await ana.startSession(youtubeVideo('forbidden__'));
  await ana.enter();
  await ana.page.locator('[data-testid=cannot-play][data-reason=not_embeddable]').waitFor();
});

test('a player that does not come is told as a site that does not answer', async () => {
  const ana = await stage().person('Ana');
  ana.expectTrouble(/ERR_FAILED/);
  await ana.context.route('https://www.youtube.com/**', (route) => route.abort());
  await ana.startSession(youtubeVideo('dQw4w9WgXcQ'));
  await ana.enter();
  await ana.page.locator('[data-testid=cannot-play][data-reason=network]').waitFor();
});

test('a link to a whole list says what to do', async () => {
  const ana = await stage().person('Ana');
  ana.expectTrouble(/422/);
  await ana.open('/');
  await ana.by('url-input').fill('https://www.youtube.com/playlist?list=PL1234567890');
  await ana.by('start').click();
  await ana.page.getByText('paste its own link').waitFor();
});
