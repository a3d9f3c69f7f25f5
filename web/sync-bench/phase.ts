/** One stretch that is watched: everybody's pictures from a moment on. */
import { pause, until } from '../tests/browser/support/until';
import { BEAT_MS, beats, settleMs } from './figures';
import type { Motion, Notes } from './probe';
import type { Rig } from './rig';

export type PhaseName =
  | 'start'
  | 'seek'
  | 'resume'
  | 'seek_far'
  | 'late_video'
  | 'reconnect'
  | 'hidden'
  | 'soak';

export interface Phase {
  readonly name: PhaseName;
  readonly first200: readonly number[];
  readonly settle: number | null;
  /** From three seconds on. */
  readonly steady: readonly number[];
  readonly steadyFrames: readonly number[];
  /** The errors of each page on every beat of the first two seconds: who was late, and how it was mended. */
  readonly opening: readonly (readonly number[])[];
  /** Milliseconds since the beginning, and the spread. */
  readonly course: readonly (readonly [number, number])[];
  /** Seconds, of all people together, at a rate that can be heard. */
  readonly offRateS: number;
  /** From the beginning of the steady part on: what nobody asked for. */
  readonly steadySeeks: number;
  readonly seeks: number;
  readonly rateWrites: number;
}

const OPENING_MS = 2_000;
const STEADY_FROM_MS = 3_000;

/** Does something that leads to a new motion, and watches from its moment on. */
export async function watch(
  rig: Rig,
  name: PhaseName,
  watchMs: number,
  act: () => Promise<void>,
): Promise<Phase> {
  const known = (await rig.motion(0)).rev;
  const before = await rig.counts();
  await act();
  const motion = await until(
    `everybody has heard: ${name}`,
    async () => {
      const heard = await Promise.all(rig.people.map((_, i) => rig.motion(i)));
      const [first] = heard;
      const all = heard.every(({ status, rev }) => status === 'playing' && rev > known && rev === first?.rev);
      return all && first !== undefined ? first : null;
    },
    { withinMs: 30_000 },
  );
  await pause(Math.min(watchMs, STEADY_FROM_MS));
  const steadily = await rig.counts();
  await pause(watchMs - STEADY_FROM_MS);
  const notes = await rig.notes();
  const last = newest(notes);
  if (last.rev !== motion.rev) console.warn(`${name}: the timeline changed while it was watched`);
  const seen = phaseOf(name, notes, last, last.at, last.at + watchMs);
  const after = await rig.counts();
  return {
    ...seen,
    steadySeeks: after.seeks - steadily.seeks,
    seeks: after.seeks - before.seeks,
    rateWrites: after.rateWrites - before.rateWrites,
  };
}

/** Watches while the motion stays as it is, and somebody has trouble. */
export async function endure(
  rig: Rig,
  name: PhaseName,
  watchMs: number,
  trouble: () => Promise<void>,
): Promise<Phase> {
  const before = await rig.counts();
  const fromMs = await rig.now();
  await trouble();
  await pause(fromMs + watchMs - (await rig.now()));
  const notes = await rig.notes();
  const after = await rig.counts();
  return {
    ...phaseOf(name, notes, newest(notes), fromMs, fromMs + watchMs),
    steadySeeks: after.seeks - before.seeks,
    seeks: after.seeks - before.seeks,
    rateWrites: after.rateWrites - before.rateWrites,
  };
}

function phaseOf(
  name: PhaseName,
  notes: readonly Notes[],
  motion: Motion,
  fromMs: number,
  toMs: number,
): Omit<Phase, 'seeks' | 'steadySeeks' | 'rateWrites'> {
  const seen = beats(notes, motion, fromMs, toMs);
  const steady = seen.filter(({ at }) => at >= fromMs + STEADY_FROM_MS);
  return {
    name,
    first200: seen.filter(({ at }) => at < fromMs + 200).map(({ spreadMs }) => spreadMs),
    settle: settleMs(seen, fromMs),
    steady: steady.map(({ spreadMs }) => spreadMs),
    steadyFrames: steady.map(({ frameSpreadMs }) => frameSpreadMs).filter((spread) => spread !== null),
    opening: seen
      .filter(({ at }) => at < fromMs + OPENING_MS)
      .map(({ errorsMs }) => errorsMs.map(Math.round)),
    course: seen.map(({ at, spreadMs }) => [at - fromMs, spreadMs]),
    offRateS: (seen.reduce((sum, { offRate }) => sum + offRate, 0) * BEAT_MS) / 1000,
  };
}

export function newest(pages: readonly Notes[]): Motion {
  const all = pages.flatMap(({ motions }) => motions);
  const last = all.reduce<Motion | null>(
    (best, one) => (best === null || one.rev >= best.rev ? one : best),
    null,
  );
  if (last === null) throw new Error('no page has a timeline');
  return last;
}
