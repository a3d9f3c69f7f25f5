/** Waits for conditions; nothing here waits for a time to pass. */

export interface Patience {
  /** How long it may take. */
  readonly withinMs?: number;
  readonly everyMs?: number;
}

const WITHIN_MS = 15_000;
const EVERY_MS = 50;

/** Asks until the answer is not false, null or undefined, and returns it. */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  { withinMs = WITHIN_MS, everyMs = EVERY_MS }: Patience = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== null && answer !== undefined) return answer as NonNullable<T>;
    if (performance.now() > deadline) throw new Error(`after ${withinMs / 1000} s still not: ${what}`);
    await pause(everyMs);
  }
}

/** Makes sure that something stays so for a while: for what must not happen. */
export async function stays(what: string, forMs: number, ask: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + forMs;
  while (performance.now() < deadline) {
    if (!(await ask())) throw new Error(`no longer: ${what}`);
    await pause(EVERY_MS);
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
