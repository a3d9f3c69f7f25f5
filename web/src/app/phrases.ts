/** Pieces of sentences. */

export const plural = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

export const because = (why: string | null) => (why === null ? '' : `: ${why}`);
