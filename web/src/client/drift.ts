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
 * For some seconds after a start, a seek or a join it catches up already from `settlingEnterMs`, and more firmly.
 */
import { CHROMIUM, type DriftProfile } from './drift-profiles';

export type DriftAction =
  | { readonly kind: 'rate'; readonly rate: number }
  /** Seek to the target of `leadMs` from now. */
  | { readonly kind: 'seek'; readonly leadMs: number };

const MEDIAN_OF = 5;
/** Older samples tell of another time: a hidden tab is asked once a second only. */
const MEDIAN_WITHIN_MS = 400;
/** In one step, at most this share of the error is made up: a slow beat must not overshoot. */
const STEP_SHARE_MAX = 0.5;
/** The trim's own smallest step; below it a write changes nothing that can be measured. */
const TRIM_STEP = 2e-4;
/** So many errors in a row must ask for a seek. */
const OVER_RUN_MIN = 3;
/** When a seek is judged: by then the player moves. */
const JUDGED_AFTER_MS = 500;
const IN_SYNC_MS = 60;
const SEEK_LEAD_MAX_MS = 2_000;
const SEEK_LEARNING = 0.6;
const BACK_OFF_RESET_MS = 30_000;

export class DriftController {
  private profile: DriftProfile = CHROMIUM;
  private recent: { at: number; error: number }[] = [];
  private integral = 0;
  private catchingUp = false;
  private caughtUpAt = Number.NEGATIVE_INFINITY;
  private written = 1;
  private corrected = 0;
  private lastAt: number | null = null;
  private settledFrom = Number.NEGATIVE_INFINITY;
  private lastSeekAt = Number.NEGATIVE_INFINITY;
  private spacingMs = CHROMIUM.seekSpacingMinMs;
  private seekLeadMs = 30;
  private judgeSeek = false;
  private overRun = 0;
  private inSyncSince: number | null = null;

  use(profile: DriftProfile): void {
    this.profile = profile;
  }

  /** The filtered error in milliseconds, positive when behind; null before there is one. */
  get errorMs(): number | null {
    return this.recent.length === 0 ? null : this.median();
  }

  /** How long a seek of this player takes, as learned. */
  get leadMs(): number {
    return this.seekLeadMs;
  }

  /** How much the rate has made up since the last start or seek, in milliseconds of the shared time. */
  get correctedMs(): number {
    return this.corrected;
  }

  /** Begins with the seek latency that an earlier visit learned. */
  expectLead(ms: number): void {
    this.seekLeadMs = Math.min(Math.max(ms, 0), SEEK_LEAD_MAX_MS);
  }

  /** The player started or was sought by somebody: what was measured before says nothing any more. */
  settle(nowMs: number): void {
    this.recent = [];
    this.catchingUp = false;
    this.settledFrom = nowMs;
    this.lastAt = null;
    this.written = 1;
    this.corrected = 0;
    this.overRun = 0;
  }

  /** Takes the error (target minus position, in milliseconds) at `nowMs`; `rate` is the shared one. */
  update(nowMs: number, rawErrorMs: number, rate: number): DriftAction {
    this.recent = this.recent.slice(1 - MEDIAN_OF).filter(({ at }) => nowMs - at < MEDIAN_WITHIN_MS);
    this.recent.push({ at: nowMs, error: rawErrorMs });
    const error = this.median();
    const sinceLastS = this.lastAt === null ? 0 : (nowMs - this.lastAt) / 1000;
    const elapsedS = Math.min(1, sinceLastS);
    this.corrected += (this.written - 1) * sinceLastS * 1000;
    this.lastAt = nowMs;
    this.learnFromSeek(nowMs, error);
    this.forgiveSeeks(nowMs, error);
    if (this.mustSeek(nowMs, error)) return this.seek(nowMs);
    return { kind: 'rate', rate: rate * (1 + this.deviation(nowMs, error, elapsedS, rate)) };
  }

  private median(): number {
    return median(this.recent.map(({ error }) => error));
  }

  private mustSeek(nowMs: number, error: number): boolean {
    const early = nowMs - this.settledFrom < this.profile.seekEarlyWindowMs;
    const limit = early ? this.profile.seekEarlyMs : this.profile.seekMs;
    this.overRun = Math.abs(error) > limit ? this.overRun + 1 : 0;
    return this.overRun >= OVER_RUN_MIN && nowMs - this.lastSeekAt >= this.spacing();
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
  private learnFromSeek(nowMs: number, error: number): void {
    if (!this.judgeSeek || nowMs - this.settledFrom < JUDGED_AFTER_MS) return;
    this.judgeSeek = false;
    const lead = this.seekLeadMs + SEEK_LEARNING * (error + this.corrected);
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
  private deviation(nowMs: number, error: number, elapsedS: number, rate: number): number {
    const { profile } = this;
    const settling = nowMs - this.settledFrom < profile.settlingMs;
    const enterMs = settling ? profile.settlingEnterMs : profile.trimMaxMs;
    const leaveMs = settling ? profile.settlingLeaveMs : profile.catchUpLeaveMs;
    const magnitude = Math.abs(error);
    if (this.catchingUp && magnitude < leaveMs) {
      this.catchingUp = false;
      this.caughtUpAt = nowMs;
    } else if (magnitude > enterMs && nowMs - this.caughtUpAt >= profile.catchUpSpacingMs) {
      this.catchingUp = true;
    }
    const free = this.catchingUp ? this.catchUp(settling, error, elapsedS) : this.trim(error, elapsedS);
    const wanted = this.offered(free, rate);
    const step = this.catchingUp ? profile.catchUpStep : TRIM_STEP;
    if (Math.abs(1 + wanted - this.written) >= step) this.written = round4(1 + wanted);
    return this.written - 1;
  }

  /** A player of few rates takes the next one in the right direction, or none. */
  private offered(deviation: number, rate: number): number {
    const { rates } = this.profile;
    if (rates === null || deviation === 0) return deviation;
    const further = rates.filter((other) => (deviation > 0 ? other > rate : other < rate));
    if (further.length === 0) return 0;
    return (deviation > 0 ? Math.min(...further) : Math.max(...further)) / rate - 1;
  }

  private catchUp(settling: boolean, error: number, elapsedS: number): number {
    const { settlingSeconds, settlingCap, catchUpSeconds, catchUpCap } = this.profile;
    const seconds = Math.max(settling ? settlingSeconds : catchUpSeconds, elapsedS / STEP_SHARE_MAX);
    return clamp(error / 1000 / seconds, settling ? settlingCap : catchUpCap);
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
