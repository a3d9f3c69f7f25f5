/** YouTube as a test needs it: its addresses lead to a script and a player of the tests' own, and to nobody else. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Frame } from 'playwright-core';
import type { Person } from './person';
import { until } from './until';

const FIXTURES = new URL('../fixtures/youtube/', import.meta.url);
const PLAYER = 'https://www.youtube-nocookie.com/embed/';

interface Fake {
  readonly state: number;
  readonly muted: boolean;
  position(): number;
  beginAd(): void;
  endAd(): void;
}

declare const fake: Fake;

export const youtubeVideo = (id: string) => `https://youtu.be/${id}?t=42`;

/** From now on this person's browser finds it. */
export async function bringYoutube({ context }: Person): Promise<void> {
  const file = (name: string) => readFile(fileURLToPath(new URL(name, FIXTURES)), 'utf8');
  const [script, page] = await Promise.all([file('iframe_api.js'), file('embed.html')]);
  await context.route('https://www.youtube.com/iframe_api', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await context.route(`${PLAYER}**`, (route) => route.fulfill({ contentType: 'text/html', body: page }));
}

/** What the frame does at one moment. */
export interface FrameSight {
  readonly at: number;
  readonly position: number;
  readonly playing: boolean;
}

export class YoutubeFrame {
  private constructor(readonly frame: Frame) {}

  static async of({ name, page }: Person): Promise<YoutubeFrame> {
    const find = () => page.frames().find((frame) => frame.url().startsWith(PLAYER)) ?? null;
    return new YoutubeFrame(await until(`${name} has the player`, async () => find()));
  }

  sight(): Promise<FrameSight> {
    return this.frame.evaluate(() => ({
      at: performance.timeOrigin + performance.now(),
      position: fake.position(),
      playing: fake.state === 1,
    }));
  }

  beginAd(): Promise<void> {
    return this.frame.evaluate(() => fake.beginAd());
  }

  endAd(): Promise<void> {
    return this.frame.evaluate(() => fake.endAd());
  }
}

/** How far apart the players are, in seconds; null where one stands. */
export async function framesApart(frames: readonly YoutubeFrame[]): Promise<number | null> {
  const sights = await Promise.all(frames.map((frame) => frame.sight()));
  if (sights.some(({ playing }) => !playing)) return null;
  const now = Math.max(...sights.map(({ at }) => at));
  const positions = sights.map(({ at, position }) => position + (now - at) / 1000);
  return Math.max(...positions) - Math.min(...positions);
}
