/** Where an evening was lively, as a line over the time bar. Pure. */

/** Something that happened, and how much it says about how lively it was. */
export interface Beat {
  readonly at: number;
  readonly weight: number;
}

/** The box that the line is drawn in. */
export const HEAT_WIDTH = 240;
export const HEAT_HEIGHT = 40;

/** How many stretches of the same length a party is cut into. */
const STRETCHES = 120;
/** What a beat lends to its neighbours, so that the line has hills and no needles. */
const KERNEL = [1, 3, 5, 3, 1];
/** A hill lower than this share of the highest one is none. */
const PEAK_MIN = 0.5;

/** How lively each stretch was, from 0 to 1, the liveliest being 1; empty where nothing happened or no time passed. */
export function heatOf(beats: readonly Beat[], startMs: number, endMs: number): number[] {
  const lengthMs = endMs - startMs;
  if (!(lengthMs > 0)) return [];
  const counts = new Array<number>(STRETCHES).fill(0);
  for (const { at, weight } of beats) {
    if (at < startMs || at > endMs || !(weight > 0)) continue;
    const index = Math.min(STRETCHES - 1, Math.floor(((at - startMs) / lengthMs) * STRETCHES));
    counts[index] = (counts[index] ?? 0) + weight;
  }
  const reach = (KERNEL.length - 1) / 2;
  const smooth = counts.map((_, at) =>
    KERNEL.reduce((sum, share, index) => sum + share * (counts[at + index - reach] ?? 0), 0),
  );
  const most = Math.max(...smooth);
  return most === 0 ? [] : smooth.map((value) => value / most);
}

/** The area under the line as the data of an SVG path; empty where there is no line. */
export function heatPath(heat: readonly number[]): string {
  if (heat.length === 0) return '';
  const step = HEAT_WIDTH / heat.length;
  const y = (value: number) => round(HEAT_HEIGHT * (1 - value));
  const points = heat.map((value, index) => `L${round((index + 0.5) * step)} ${y(value)}`);
  return `M0 ${HEAT_HEIGHT}L0 ${y(heat[0] ?? 0)}${points.join('')}L${HEAT_WIDTH} ${y(heat.at(-1) ?? 0)}V${HEAT_HEIGHT}Z`;
}

/** The middles of the liveliest stretches as shares of the party, in their order in time. */
export function peaksOf(heat: readonly number[], most: number): number[] {
  const isPeak = (index: number) => {
    const value = heat[index] ?? 0;
    return value >= PEAK_MIN && value > (heat[index - 1] ?? 0) && value >= (heat[index + 1] ?? 0);
  };
  return heat
    .map((value, index) => ({ value, index }))
    .filter(({ index }) => isPeak(index))
    .sort((a, b) => b.value - a.value)
    .slice(0, most)
    .map(({ index }) => (index + 0.5) / heat.length)
    .sort((a, b) => a - b);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
