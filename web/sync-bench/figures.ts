/** From what the pages noted to figures. Pure. */
import { ClockEstimator } from '../src/client/clock';
import type { Exchange, Motion, Notes, Sight } from './probe';

export const TOGETHER_MS = 40;
export const BEAT_MS = 50;
/** Nobody hears less. */
const OFF_RATE = 0.005;

/** How far behind the common target each page is, on one beat. */
export interface Beat {
  /** True server time in milliseconds. */
  readonly at: number;
  /** By page: positive is behind. Only where every page was seen. */
  readonly errorsMs: readonly number[];
  readonly spreadMs: number;
  /** The same by the frames on screen; null where somebody's was not known. */
  readonly frameSpreadMs: number | null;
  /** How many play at a rate that can be heard. */
  readonly offRate: number;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The errors of `pages` on every beat that all of them saw while `motion` held. */
export function beats(pages: readonly Notes[], motion: Motion, fromMs: number, toMs: number): Beat[] {
  const seen = pages.map((page) => byBeat(page.sights, fromMs, toMs));
  const [first, ...others] = seen;
  const found: Beat[] = [];
  for (const [beat, sight] of first ?? []) {
    const sights = [sight, ...others.map((page) => page.get(beat))];
    if (!sights.every((one) => one !== undefined)) continue;
    const errorsMs = sights.map((one) => errorMs(one, motion));
    const frames = sights.map(({ frame }) => frame).filter((frame) => frame !== null);
    const frameErrors = sights.map((one) => errorMs({ ...one, position: one.frame ?? 0 }, motion));
    found.push({
      at: sight.at,
      errorsMs,
      spreadMs: range(errorsMs),
      frameSpreadMs: frames.length < sights.length ? null : range(frameErrors),
      offRate: sights.filter(({ rate, paused }) => !paused && Math.abs(rate - motion.rate) > OFF_RATE).length,
    });
  }
  return found.sort((a, b) => a.at - b.at);
}

function range(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

/** How long after `fromMs` the values stay together for good; null where they do not. */
export function settleMs(beatsSeen: readonly Beat[], fromMs: number): number | null {
  const last = beatsSeen.findLastIndex(({ spreadMs }) => spreadMs > TOGETHER_MS);
  const settled = beatsSeen[last + 1];
  if (settled === undefined) return null;
  return last < 0 ? 0 : Math.max(0, settled.at - fromMs);
}

/** How far any page's error wandered, in medians of half a second, from its median before. */
export function movedMs(before: readonly Beat[], after: readonly Beat[]): number {
  const pages = before[0]?.errorsMs.length ?? 0;
  let most = 0;
  for (let page = 0; page < pages; page += 1) {
    const errors = (of: readonly Beat[]) => of.map(({ errorsMs }) => errorsMs[page] ?? Number.NaN);
    const base = percentile(errors(before), 0.5);
    const rest = errors(after);
    for (let i = 0; i + 10 <= rest.length; i += 5) {
      most = Math.max(most, Math.abs(percentile(rest.slice(i, i + 10), 0.5) - base));
    }
  }
  return most;
}

/** How far the app's own estimate of the server's clock was off, at every sight: the real estimator, fed again. */
export function clockErrors({ pongs, sights }: Pick<Notes, 'pongs' | 'sights'>): number[] {
  const estimator = new ClockEstimator();
  const waiting: Exchange[] = [...pongs];
  const errors: number[] = [];
  for (const sight of sights) {
    while (waiting[0] !== undefined && waiting[0].t4 <= sight.local) {
      estimator.add(waiting[0]);
      waiting.shift();
    }
    const estimate = estimator.estimate(sight.local);
    if (estimate !== null) errors.push(sight.local + estimate.offsetMs - sight.at);
  }
  return errors;
}

export function errorMs(sight: Sight, motion: Motion): number {
  const moved = motion.status === 'playing' ? Math.max(0, sight.at - motion.at) * motion.rate : 0;
  return motion.position * 1000 + moved - sight.position * 1000;
}

function byBeat(sights: readonly Sight[], fromMs: number, toMs: number): Map<number, Sight> {
  const within = sights.filter(({ at }) => at >= fromMs && at <= toMs);
  return new Map(within.map((sight) => [Math.floor((sight.at + BEAT_MS / 4) / BEAT_MS), sight]));
}
