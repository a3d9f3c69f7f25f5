/** How far apart the pictures of several people are. */
import type { Person } from './person';
import { median, pause, until } from './until';

/** A machine that runs tests is noisy; on a quiet one it is a tenth of this. */
export const IN_SYNC_S = 0.15;
const SAMPLES = 9;
const SAMPLE_EVERY_MS = 120;

/** The distance between the first and the last of them now, in seconds; null where somebody stands. */
export async function spread(people: readonly Person[]): Promise<number | null> {
  const sights = await Promise.all(people.map((person) => person.sight()));
  if (sights.some(({ paused }) => paused)) return null;
  const now = Math.max(...sights.map(({ at }) => at));
  const positions = sights.map(({ at, position, rate }) => position + ((now - at) / 1000) * rate);
  return Math.max(...positions) - Math.min(...positions);
}

/**
 * Waits until the pictures move together, and stay so for a whole measurement: whose video stalls once more, as one may that
 * has just begun, has to come back. Returns the median in seconds.
 */
export async function inSync(people: readonly Person[], when: string): Promise<number> {
  const names = people.map(({ name }) => name).join(', ');
  const ms = (seconds: number) => `${(seconds * 1000).toFixed(1)} ms`;
  return until(`${names} move together (${when})`, async () => {
    const apart = await spread(people);
    if (apart === null || apart > IN_SYNC_S) return null;
    const samples: number[] = [];
    while (samples.length < SAMPLES) {
      samples.push((await spread(people)) ?? Number.POSITIVE_INFINITY);
      await pause(SAMPLE_EVERY_MS);
    }
    const middle = median(samples);
    console.info(`sync, ${when}: ${names}: median ${ms(middle)}, worst ${ms(Math.max(...samples))}`);
    return middle <= IN_SYNC_S ? middle : null;
  });
}

/** Everybody stands at the same position, to a frame. Returns it. */
export async function standTogether(people: readonly Person[]): Promise<number> {
  const names = people.map(({ name }) => name).join(', ');
  return until(`${names} stand at one position`, async () => {
    const sights = await Promise.all(people.map((person) => person.sight()));
    const positions = sights.map(({ position }) => position);
    const together = Math.max(...positions) - Math.min(...positions) <= 0.04;
    return sights.every(({ paused }) => paused) && together ? median(positions) : null;
  });
}
