/**
 * What the kinds of players can do, as numbers: a new player is a new row. The sources are the measurements and
 * readings of other projects that `docs/sync.md` sums up.
 */

export interface DriftProfile {
  /** Below this the error is noise. */
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
  /** The only rates that it offers, none where it has but the normal one; null where it plays any. */
  readonly rates: readonly number[] | null;
  readonly catchUpLeaveMs: number;
  /** The error shrinks to its e-th part in this time. */
  readonly catchUpSeconds: number;
  readonly catchUpCap: number;
  /** A catch-up begins at the earliest so long after the last one ended. */
  readonly catchUpSpacingMs: number;
  /** While catching up, smaller changes of the rate are not worth a write. */
  readonly catchUpStep: number;
  /** How long after a start, a seek or a join the next four hold instead: nobody has settled into listening yet. */
  readonly settlingMs: number;
  readonly settlingEnterMs: number;
  readonly settlingLeaveMs: number;
  readonly settlingSeconds: number;
  readonly settlingCap: number;
  readonly seekMs: number;
  readonly seekEarlyMs: number;
  readonly seekEarlyWindowMs: number;
  readonly seekSpacingMinMs: number;
  readonly seekSpacingMaxMs: number;
  /** For so long after its first motion, the position may be told ahead of the truth. */
  readonly startNoiseMs: number;
  /** The position moves in steps of up to this; the truth is their upper edge. */
  readonly positionStepMs: number;
  /** Whether its starts and seeks tell of this device, for the next visit too, and not of a site. */
  readonly isOfDevice: boolean;
}

/** Chromium's media element with `preservesPitch = false`: any rate is exact, the position moves with the sound. */
export const CHROMIUM: DriftProfile = {
  // Its position is noisy by 0.03 ms without sound and by a sound callback of 4 ms with it (measured).
  deadMs: 1.5,
  // 0.5 % is 9 cents of pitch: 60 ms take 12 s, and nobody hears it (MediaSync goes to 2 %, Snapcast to 0.05 %).
  trimMaxMs: 60,
  trimCap: 0.005,
  // Natural frequency sqrt(ki) = 0.10 rad/s, damping kp / (2 sqrt(ki)) = 1.22: no overshoot.
  kp: 0.25,
  ki: 0.25 ** 2 / 6,
  // Sound cards that are off by up to 0.4 %.
  integralCap: 0.004,
  rateStepMin: 0,
  rates: null,
  catchUpLeaveMs: 12,
  catchUpSeconds: 1.2,
  catchUpCap: 0.05,
  catchUpSpacingMs: 0,
  catchUpStep: 4e-3,
  // Dead time 0.15 s (median and tick) against 0.5 s: a phase margin of 70 degrees.
  settlingMs: 5_000,
  settlingEnterMs: 6,
  settlingLeaveMs: 3,
  settlingSeconds: 0.5,
  settlingCap: 0.08,
  // A seek costs 10 ms without and 90 to 150 ms with sound (measured): worth it above a third of a second.
  seekMs: 1_000,
  seekEarlyMs: 350,
  seekEarlyWindowMs: 2_500,
  seekSpacingMinMs: 4_000,
  seekSpacingMaxMs: 60_000,
  // Its position may run with the wall clock until the sound comes: up to 120 ms ahead for 150 ms (measured).
  startNoiseMs: 150,
  positionStepMs: 0,
  isOfDevice: true,
};

/** Firefox: rates are exact, but the position moves in steps of a frame (measured: 40 ms at 25 frames a second). */
export const FIREFOX: DriftProfile = {
  ...CHROMIUM,
  deadMs: 4,
  settlingEnterMs: 20,
  settlingLeaveMs: 8,
  settlingSeconds: 1,
  positionStepMs: 40,
};

/** Safari: every change of rate disturbs playback (WebKit bug 208142), so few and firm pulses, and earlier seeks. */
export const SAFARI: DriftProfile = {
  ...CHROMIUM,
  deadMs: 80,
  trimMaxMs: 80,
  kp: 0,
  ki: 0,
  trimCap: 0,
  integralCap: 0,
  catchUpLeaveMs: 20,
  catchUpSpacingMs: 10_000,
  catchUpStep: 0.03,
  settlingEnterMs: 80,
  settlingLeaveMs: 20,
  settlingSeconds: 1.2,
  settlingCap: 0.05,
  seekMs: 250,
  seekEarlyMs: 250,
};

/** Any browser's element fed from a stream: a seek may have to load a piece of it first, so it is worth it later. */
export function streaming(profile: DriftProfile): DriftProfile {
  const seekMs = Math.max(profile.seekMs, 1_500);
  return { ...profile, seekMs, seekEarlyMs: Math.max(profile.seekEarlyMs, 500), seekSpacingMinMs: 8_000 };
}

/** YouTube in its frame: a handful of rates, a position told four times a second, seeks of a quarter to one second. */
export const YOUTUBE: DriftProfile = {
  ...CHROMIUM,
  rates: [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2],
  deadMs: 150,
  trimMaxMs: 150,
  kp: 0,
  ki: 0,
  trimCap: 0,
  integralCap: 0,
  // A pulse at 1.25 makes up 150 ms in 0.6 s; the position is known to 50 ms at best, so it ends early.
  catchUpLeaveMs: 60,
  catchUpSpacingMs: 5_000,
  catchUpCap: 0.25,
  catchUpStep: 0.2,
  settlingEnterMs: 150,
  settlingLeaveMs: 60,
  settlingSeconds: 0.6,
  settlingCap: 0.25,
  seekMs: 1_500,
  seekEarlyMs: 1_000,
  seekEarlyWindowMs: 4_000,
  seekSpacingMinMs: 8_000,
  startNoiseMs: 500,
  positionStepMs: 250,
  isOfDevice: false,
};

/** Vimeo in its frame: as YouTube, with rates of its own. */
export const VIMEO: DriftProfile = { ...YOUTUBE, rates: [0.5, 0.75, 1, 1.25, 1.5, 2] };

/** Dailymotion and Twitch in their frames: no rate but the normal one, so only a seek mends anything, and late. */
export const SEEKS_ONLY: DriftProfile = { ...YOUTUBE, rates: [] };

/** mpv and VLC behind a gateway: a position once a second and 5 % pulses; Syncplay waits for 1.5 s before it slows. */
export const DESKTOP: DriftProfile = {
  ...CHROMIUM,
  deadMs: 60,
  trimMaxMs: 60,
  kp: 0,
  ki: 0,
  trimCap: 0,
  integralCap: 0,
  catchUpLeaveMs: 25,
  catchUpSpacingMs: 2_000,
  catchUpStep: 0.02,
  settlingEnterMs: 60,
  settlingLeaveMs: 25,
  settlingSeconds: 1.2,
  settlingCap: 0.05,
  startNoiseMs: 500,
};

/** The same player while it keeps the pitch: Chromium then ignores rates within 0.104 % of 1 (source, measured). */
export function keepingPitch(profile: DriftProfile): DriftProfile {
  if (profile.kp === 0) return profile;
  return { ...profile, deadMs: 8, ki: 0, integralCap: 0, rateStepMin: 0.002 };
}

/** Which row is this browser's. */
export function profileOf(userAgent: string): DriftProfile {
  if (/Firefox\//.test(userAgent)) return FIREFOX;
  if (/AppleWebKit\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent)) return SAFARI;
  return CHROMIUM;
}
