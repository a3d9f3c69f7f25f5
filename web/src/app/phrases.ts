/** Pieces of sentences. */

export const plural = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

export const because = (why: string | null) => (why === null ? '' : `: ${why}`);

/** A number that says which way: `+1.5 ms`, `−1.5 ms`. */
export const signed = (value: number, unit: string, digits = 1) =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)} ${unit}`;
