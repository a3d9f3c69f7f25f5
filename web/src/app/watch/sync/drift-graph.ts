/** The geometry of the drift graph, in a box of 240 by 100: time to the right, ahead at the top. Pure. */
import { type DriftSample, HISTORY_MS } from './drift-history';

export const WIDTH = 240;
export const HEIGHT = 100;
/** Closer than this, nobody notices anything. */
export const BAND_MS = 40;
/** Samples further apart than this are not joined: a hidden page takes one a second. */
const JOINED_MS = 2_500;
const SCALES_MS = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

export interface Graph {
  /** What the upper edge stands for; the lower one for as much behind. */
  readonly scaleMs: number;
  /** The line as the data of an SVG path, with its gaps. */
  readonly line: string;
  /** Where the line ends, while it goes on. */
  readonly tip: { readonly x: number; readonly y: number } | null;
}

export function graphOf(samples: readonly DriftSample[], now: number): Graph {
  const scaleMs = scaleOf(samples.flatMap(({ driftMs }) => driftMs ?? []));
  const parts: string[] = [];
  let before: DriftSample | null = null;
  for (const sample of samples) {
    if (sample.driftMs !== null) {
      const isJoined = before?.driftMs != null && sample.at - before.at <= JOINED_MS;
      const { x, y } = pointOf(sample.at, sample.driftMs, scaleMs, now);
      // A sample without neighbours is a dot: a round cap needs a length, if none to speak of.
      parts.push(isJoined ? `L${x} ${y}` : `M${x} ${y}h.01`);
    }
    before = sample;
  }
  const goesOn = before?.driftMs != null && now - before.at <= JOINED_MS;
  const tip = goesOn ? pointOf(before?.at ?? now, before?.driftMs ?? 0, scaleMs, now) : null;
  return { scaleMs, line: parts.join(''), tip };
}

/** The smallest scale that takes all of them; never so small that the band would fill it. */
export function scaleOf(driftsMs: readonly number[]): number {
  const most = Math.max(0, ...driftsMs.map(Math.abs));
  return SCALES_MS.find((scale) => scale >= most) ?? Math.ceil(most / 10_000) * 10_000;
}

export function heightOf(driftMs: number, scaleMs: number): number {
  return round((HEIGHT / 2) * (1 + driftMs / scaleMs));
}

function pointOf(at: number, driftMs: number, scaleMs: number, now: number): { x: number; y: number } {
  return { x: round(WIDTH * (1 - (now - at) / HISTORY_MS)), y: heightOf(driftMs, scaleMs) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
