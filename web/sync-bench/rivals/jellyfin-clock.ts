/** Jellyfin's clock: of the last eight exchanges the one of least delay is believed. In whole milliseconds. */

export interface Exchange {
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly t4: number;
}

const KEPT = 8;
const QUICK = 3;
const QUICK_MS = 1_000;
const CALM_MS = 60_000;

export class JellyfinClock {
  private kept: { offsetMs: number; delayMs: number }[] = [];
  private count = 0;

  add({ t1, t2, t3, t4 }: Exchange): void {
    const offsetMs = (t2 - t1 + (t3 - t4)) / 2;
    const delayMs = t4 - t1 - (t3 - t2);
    this.kept = [...this.kept, { offsetMs, delayMs }].slice(-KEPT);
    this.count += 1;
  }

  /** Server time minus the page's; null before the first exchange. */
  get offsetMs(): number | null {
    const [first, ...others] = this.kept;
    if (first === undefined) return null;
    return others.reduce((best, one) => (one.delayMs < best.delayMs ? one : best), first).offsetMs;
  }

  get nextInMs(): number {
    return this.count < QUICK ? QUICK_MS : CALM_MS;
  }
}
