/** The shape of an interval over time. */
import type { ExperimentEffect, ExperimentMoment } from '../../client';

export const WIDTH = 600;
export const HEIGHT = 160;

/** An arm against the control at one moment. */
export interface FanPoint {
  readonly at: number;
  readonly effect: ExperimentEffect;
}

export interface Fan {
  /** What the upper edge stands for; the lower one stands for as much below zero. */
  readonly scale: number;
  readonly band: string;
  readonly line: string;
}

/** What was compared: an arm, in a guardrail or in what decides. */
export interface Compared {
  readonly arm: string;
  /** The guardrail; null for what decides. */
  readonly guardrail: string | null;
}

/** The moments at which an arm was compared, with what it is now, or was at its end: what was read later is of that end. */
export function pointsOf(
  { arm, guardrail }: Compared,
  overTime: readonly ExperimentMoment[],
  now: FanPoint | null,
): FanPoint[] {
  const points: FanPoint[] = [];
  for (const { at, effects, guardrails } of overTime) {
    const ofMetric =
      guardrail === null ? effects : guardrails.find(({ name }) => name === guardrail)?.effects;
    const effect = ofMetric?.find((one) => one.arm === arm);
    if (effect !== undefined) points.push({ at: Date.parse(at), effect });
  }
  if (now === null) return points;
  return [...points.filter(({ at }) => at < now.at), now];
}

/** Nothing where there is no time between the points. */
export function fanOf(points: readonly FanPoint[]): Fan | null {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last.at <= first.at) return null;
  const reach = (point: FanPoint) => Math.max(Math.abs(point.effect.low), Math.abs(point.effect.high));
  const scale = Math.max(...points.map(reach)) || 1;
  const x = (at: number) => round(((at - first.at) / (last.at - first.at)) * WIDTH);
  const y = (value: number) => round((1 - value / scale) * (HEIGHT / 2));
  const path = (of: readonly FanPoint[], value: (effect: ExperimentEffect) => number) =>
    of.map((point) => `${x(point.at)} ${y(value(point.effect))}`).join('L');
  const upper = path(points, (effect) => effect.high);
  const lower = path([...points].reverse(), (effect) => effect.low);
  const line = path(points, (effect) => effect.difference);
  return { scale, band: `M${upper}L${lower}Z`, line: `M${line}` };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
