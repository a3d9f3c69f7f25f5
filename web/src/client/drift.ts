/**
 * The drift controller: from "how far behind is this player" to "play at this rate" or "seek". Pure.
 *
 * | regime   | when                                          | what                                          |
 * | -------- | --------------------------------------------- | --------------------------------------------- |
 * | dead     | the error is below what can be measured       | no proportional part, the integral is held     |
 * | trim     | up to `trimMaxMs`                             | PI: a rate so close to 1 that nobody hears it  |
 * | catch-up | from `trimMaxMs` down to `catchUpLeaveMs`     | a visible but bearable rate                    |
 * | seek     | above `seekMs` (less just after a start)      | jump ahead by the learned seek latency         |
 *
 * The loop: natural frequency sqrt(ki) = 0.10 rad/s, damping kp / (2 sqrt(ki)) = 1.22, so it does not overshoot.
 */

/** What a kind of player can do; numbers, so that a new player is a new row. */
export interface DriftProfile {
  readonly deadMs: number;
  /** The end of trimming and the beginning of catching up. */
  readonly trimMaxMs: number;
  /** Per second. */
  readonly kp: number;
  /** Per second squared. */
  readonly ki: number;
  readonly trimCap: number;
  readonly integralCap: number;
  /** The smallest deviation from 1 that the player honours. */
  readonly rateStepMin: number;
  readonly catchUpLeaveMs: number;
  readonly catchUpSeconds: number;
  readonly catchUpCap: number;
  /** The cap within `settlingMs` of a start or a seek. */
  readonly settlingCap: number;
  readonly settlingMs: number;
  readonly seekMs: number;
  readonly seekEarlyMs: number;
  readonly seekEarlyWindowMs: number;
  readonly seekSpacingMinMs: number;
  readonly seekSpacingMaxMs: number;
}

/** Chromium's media element with `preservesPitch = false`: any rate is exact. */
export const CHROMIUM: DriftProfile = {
  deadMs: 1.5,
  trimMaxMs: 60,
  kp: 0.25,
  ki: 0.25 ** 2 / 6,
  trimCap: 0.005,
  integralCap: 0.004,
  rateStepMin: 0,
  catchUpLeaveMs: 12,
  catchUpSeconds: 1.2,
  catchUpCap: 0.05,
  settlingCap: 0.08,
  settlingMs: 5_000,
  seekMs: 1_000,
  seekEarlyMs: 350,
  seekEarlyWindowMs: 2_500,
  seekSpacingMinMs: 4_000,
  seekSpacingMaxMs: 60_000,
};

/** An element that keeps the pitch ignores rates within 0.104 % of 1, so it is trimmed by pulses above that. */
export const PITCH_KEPT: DriftProfile = { ...CHROMIUM, deadMs: 8, ki: 0, integralCap: 0, rateStepMin: 0.002 };

export type DriftAction =
  | { readonly kind: 'rate'; readonly rate: number }
  /** Seek to the target of `leadMs` from now. */
  | { readonly kind: 'seek'; readonly leadMs: number };

const MEDIAN_OF = 5;
const IN_SYNC_MS = 60;
const SEEK_LEAD_MAX_MS = 2_000;
const SEEK_LEARNING = 0.6;
const BACK_OFF_RESET_MS = 30_000;

export class DriftController {
  private profile: DriftProfile = CHROMIUM;
  private recent: number[] = [];
  private integral = 0;
  private catchingUp = false;
  private written = 1;
  private lastAt: number | null = null;
  private settledFrom = Number.NEGATIVE_INFINITY;
  private lastSeekAt = Number.NEGATIVE_INFINITY;
  private spacingMs = CHROMIUM.seekSpacingMinMs;
  private seekLeadMs = 30;
  private judgeSeek = false;
  private inSyncSince: number | null = null;

  use(profile: DriftProfile): void {
    this.profile = profile;
  }

  /** The filtered error in milliseconds, positive when behind; null before there is one. */
  get errorMs(): number | null {
    return this.recent.length === 0 ? null : median(this.recent);
  }

  /** How long a seek of this player takes, as learned. */
  get leadMs(): number {
    return this.seekLeadMs;
  }

  /** The player started or was sought by somebody: what was measured before says nothing any more. */
  settle(nowMs: number): void {
    this.recent = [];
    this.catchingUp = false;
    this.settledFrom = nowMs;
    this.lastAt = null;
    this.written = 1;
  }

  /** Takes the error (target minus position, in milliseconds) at `nowMs`; `rate` is the shared one. */
  update(nowMs: number, rawErrorMs: number, rate: number): DriftAction {
    this.recent = [...this.recent.slice(1 - MEDIAN_OF), rawErrorMs];
    const error = median(this.recent);
    const elapsedS = this.lastAt === null ? 0 : Math.min(1, (nowMs - this.lastAt) / 1000);
    this.lastAt = nowMs;
    this.learnFromSeek(error);
    this.forgiveSeeks(nowMs, error);
    if (this.mustSeek(nowMs, error)) return this.seek(nowMs);
    return { kind: 'rate', rate: rate * (1 + this.deviation(nowMs, error, elapsedS)) };
  }

  private mustSeek(nowMs: number, error: number): boolean {
    const early = nowMs - this.settledFrom < this.profile.seekEarlyWindowMs;
    const limit = early ? this.profile.seekEarlyMs : this.profile.seekMs;
    const measured = this.recent.length >= MEDIAN_OF;
    return measured && Math.abs(error) > limit && nowMs - this.lastSeekAt >= this.spacing();
  }

  private spacing(): number {
    return Math.min(this.profile.seekSpacingMaxMs, Math.max(this.spacingMs, 3 * this.seekLeadMs));
  }

  private seek(nowMs: number): DriftAction {
    this.settle(nowMs);
    this.lastSeekAt = nowMs;
    this.judgeSeek = true;
    return { kind: 'seek', leadMs: this.seekLeadMs };
  }

  /** The first filtered error after a seek is how far its lead was off. */
  private learnFromSeek(error: number): void {
    if (!this.judgeSeek || this.recent.length < MEDIAN_OF) return;
    this.judgeSeek = false;
    const lead = this.seekLeadMs + SEEK_LEARNING * error;
    this.seekLeadMs = Math.min(Math.max(lead, 0), SEEK_LEAD_MAX_MS);
    if (Math.abs(error) <= this.profile.seekEarlyMs) return;
    this.spacingMs = Math.min(this.spacingMs * 2, this.profile.seekSpacingMaxMs);
  }

  private forgiveSeeks(nowMs: number, error: number): void {
    if (Math.abs(error) > IN_SYNC_MS) {
      this.inSyncSince = null;
      return;
    }
    this.inSyncSince ??= nowMs;
    if (nowMs - this.inSyncSince >= BACK_OFF_RESET_MS) this.spacingMs = this.profile.seekSpacingMinMs;
  }

  /** The deviation from the shared rate; the last written one where a new one would not matter. */
  private deviation(nowMs: number, error: number, elapsedS: number): number {
    const magnitude = Math.abs(error);
    if (magnitude > this.profile.trimMaxMs) this.catchingUp = true;
    if (magnitude < this.profile.catchUpLeaveMs) this.catchingUp = false;
    const wanted = this.catchingUp ? this.catchUp(nowMs, error) : this.trim(error, elapsedS);
    const step = this.catchingUp ? 4e-3 : 2e-4;
    if (Math.abs(1 + wanted - this.written) >= step) this.written = round4(1 + wanted);
    return this.written - 1;
  }

  private catchUp(nowMs: number, error: number): number {
    const settling = nowMs - this.settledFrom < this.profile.settlingMs;
    const cap = settling ? this.profile.settlingCap : this.profile.catchUpCap;
    return clamp(error / 1000 / this.profile.catchUpSeconds, cap);
  }

  /** The proportional part begins at zero at the edge of the dead zone; the integral rests while the sum is capped. */
  private trim(error: number, elapsedS: number): number {
    const { deadMs, kp, ki, trimCap, integralCap, rateStepMin } = this.profile;
    const beyond = Math.abs(error) - deadMs;
    if (beyond < 0) return this.integral;
    const proportional = (kp * Math.sign(error) * beyond) / 1000;
    const capped = Math.abs(proportional + this.integral) >= trimCap;
    if (!capped) this.integral = clamp(this.integral + ki * (error / 1000) * elapsedS, integralCap);
    const wanted = clamp(proportional + this.integral, trimCap);
    return Math.abs(wanted) < rateStepMin ? Math.sign(wanted) * rateStepMin : wanted;
  }
}

function clamp(value: number, cap: number): number {
  return Math.min(Math.max(value, -cap), cap);
}

function round4(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
