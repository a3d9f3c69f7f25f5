/**
 * How long this player takes from `play()` to a moving picture. A start after a seek is another class than a warm
 * one: with sound it takes 65 to 90 ms instead of a few. Learned from the drift just after each start.
 */

const WARM_MS = 5;
const COLD_MS = 80;
const LATENCY_MAX_MS = 400;
const LEARNING = 0.5;
const JUDGED_AFTER_MS = 300;
const JUDGED_UNTIL_MS = 700;
const SAMPLES_MIN = 4;

export class StartLatency {
  private warm = WARM_MS;
  private cold = COLD_MS;
  private isCold = true;
  private startedAt: number | null = null;
  private startedCold = true;
  private errors: number[] = [];

  get coldMs(): number {
    return this.cold;
  }

  /** What the next start is expected to take. */
  get expectedMs(): number {
    return this.isCold ? this.cold : this.warm;
  }

  sought(): void {
    this.isCold = true;
    this.startedAt = null;
  }

  started(nowMs: number): void {
    this.startedAt = nowMs;
    this.startedCold = this.isCold;
    this.isCold = false;
    this.errors = [];
  }

  /** This start was late anyway: it teaches nothing. */
  ignore(): void {
    this.startedAt = null;
  }

  /** Takes the error while playing; half a second after a start it says how far the expectation was off. */
  learn(nowMs: number, errorMs: number): void {
    if (this.startedAt === null) return;
    const sinceMs = nowMs - this.startedAt;
    if (sinceMs >= JUDGED_AFTER_MS && sinceMs < JUDGED_UNTIL_MS) this.errors.push(errorMs);
    if (sinceMs < JUDGED_UNTIL_MS) return;
    this.startedAt = null;
    if (this.errors.length < SAMPLES_MIN) return;
    const sorted = [...this.errors].sort((a, b) => a - b);
    const miss = LEARNING * (sorted[sorted.length >> 1] ?? 0);
    if (this.startedCold) this.cold = bounded(this.cold + miss);
    else this.warm = bounded(this.warm + miss);
  }
}

function bounded(ms: number): number {
  return Math.min(Math.max(ms, 0), LATENCY_MAX_MS);
}
