/** What a distance in time means to people. */
export type Tone = 'good' | 'fair' | 'bad' | 'still';

export const GOOD_MS = 100;
export const FAIR_MS = 1_000;

export function toneOfMs(ms: number | null): Tone {
  if (ms === null) return 'still';
  const off = Math.abs(ms);
  if (off <= GOOD_MS) return 'good';
  return off <= FAIR_MS ? 'fair' : 'bad';
}
