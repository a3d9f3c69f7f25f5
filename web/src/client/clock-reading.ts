/** The newest estimate of the server's clock, for as long as it holds. */
import type { ClockEstimate } from './clock';

/** An estimate as it was when it was made. */
export interface Measured {
  readonly estimate: ClockEstimate;
  /** When, by `performance.now`. */
  readonly at: number;
  /** `Date.now` minus `performance.now` then: only a sleep or a set clock moves it much. */
  readonly lead: number;
}

const JUMP_MS = 100;
/** The two clocks may also part slowly, and that is no jump. */
const PARTING = 200e-6;
/** What an estimate loses in certainty while it gets older. */
const AGEING = 50e-6;

export function leadMs(nowMs: number): number {
  return Date.now() - nowMs;
}

/** Whether the machine slept, or somebody set its clock, between two readings of the lead. */
export function jumped(leadBefore: number, leadNow: number, betweenMs: number): boolean {
  return Math.abs(leadNow - leadBefore) > JUMP_MS + PARTING * Math.max(0, betweenMs);
}

export class ClockReading {
  private measured: Measured | null = null;

  /** After a jump, `onJump` has to see to it that the clock is measured anew. */
  constructor(private readonly onJump: () => void) {}

  take(measured: Measured): void {
    this.measured = measured;
  }

  /** The estimate at this moment. Null before the first, and after a jump: better none than one by a wrong clock. */
  now(): ClockEstimate | null {
    if (this.measured === null) return null;
    const { estimate, at, lead } = this.measured;
    const now = performance.now();
    const age = now - at;
    if (jumped(lead, leadMs(now), age)) {
      this.measured = null;
      this.onJump();
      return null;
    }
    return {
      ...estimate,
      offsetMs: estimate.offsetMs + estimate.skew * age,
      uncertaintyMs: estimate.uncertaintyMs + AGEING * Math.max(0, age),
    };
  }
}
