/** How far off this picture was in the last minute. Pure: every time is an argument, in milliseconds. */

export interface DriftSample {
  readonly at: number;
  /** Null while it meant nothing: the picture stood, or was being measured. */
  readonly driftMs: number | null;
}

export interface DriftExtent {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

export const HISTORY_MS = 60_000;
export const HISTORY_STEP_MS = 250;
const SAMPLES_MAX = HISTORY_MS / HISTORY_STEP_MS;

export class DriftHistory {
  private readonly ring: DriftSample[] = [];
  private next = 0;

  add(at: number, driftMs: number | null): void {
    this.ring[this.next] = { at, driftMs };
    this.next = (this.next + 1) % SAMPLES_MAX;
  }

  /** The samples of the last minute before `now`, oldest first. */
  since(now: number): DriftSample[] {
    const inOrder = [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)];
    return inOrder.filter(({ at }) => now - at <= HISTORY_MS);
  }
}

export function extentOf(samples: readonly DriftSample[]): DriftExtent | null {
  const sorted = samples.flatMap(({ driftMs }) => driftMs ?? []).sort((a, b) => a - b);
  const [least, median, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  return least === undefined || median === undefined || most === undefined ? null : { least, median, most };
}
