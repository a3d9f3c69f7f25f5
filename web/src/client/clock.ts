/**
 * An estimate of the server's clock from ping exchanges. Pure: every time is an argument.
 *
 * Each exchange gives an offset and a delay. Queueing only ever adds delay, so the samples of least delay carry the
 * truth; a weighted line through them, with a prior on its slope, follows the skew between the two clocks.
 *
 *     offset = ((t2 - t1) + (t3 - t4)) / 2          delay = (t4 - t1) - (t3 - t2)
 *     sigma  = 0.3 ms + 0.29 (delay - least delay) + 10 ppm * age
 *
 * A delay beyond the least is queueing on either way, anywhere between all of it there and all of it back: that is off by at
 * most half of it, and by 1 / (2 sqrt 3) = 0.29 of it in the mean square.
 *
 * What stays unknown is the asymmetry of the way: at most half of the least delay, published as `boundMs`.
 */

/** One exchange: t1 and t4 by the local clock, t2 and t3 by the server's, all in milliseconds. */
export interface ClockSample {
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly t4: number;
}

export interface ClockEstimate {
  /** Server time minus local time, now. */
  readonly offsetMs: number;
  /** How much faster the server's clock runs; 1e-6 is one millionth. */
  readonly skew: number;
  /** One standard deviation of the offset, asymmetry aside. */
  readonly uncertaintyMs: number;
  /** The most that asymmetry can add. */
  readonly boundMs: number;
  /** The least round trip seen. */
  readonly roundTripMs: number;
  /** Half of them were no longer than this. */
  readonly roundTripP50Ms: number;
  /** Nineteen in twenty were no longer than this: what a common start has to reckon with. */
  readonly roundTripP95Ms: number;
  readonly samples: number;
}

const SAMPLES_MAX = 256;
const SAMPLE_AGE_MAX_MS = 600_000;
const READY_SAMPLES_MIN = 5;
const SIGMA_FLOOR_MS = 0.3;
const QUEUEING = 0.29;
/** How fast a skew may change: temperature. */
const AGEING = 10e-6;
/** Quartzes; a tighter one is believed against the first minute's samples, and lags behind the truth. */
const SKEW_PRIOR = 60e-6;
/** Of one standard deviation. */
const SURE_MS = 0.7;
const FIT_SAMPLES_MIN = 3;
const FIT_SAMPLES_MAX = 40;
const OUTLIER_SIGMAS = 5;
const OUTLIER_RUN = 3;

interface Point {
  /** The middle of the exchange by the local clock. */
  readonly at: number;
  /** The offset, less the reference, so that squares keep their digits. */
  readonly offset: number;
  readonly delay: number;
}

export class ClockEstimator {
  private points: Point[] = [];
  private reference = 0;
  private outliers = 0;

  /** Forgets everything: after a reconnect, a sleep, or a change of the network. */
  reset(): void {
    this.points = [];
    this.outliers = 0;
  }

  /** Takes a sample. Returns `stepped` when the last three contradict all before them: then it has begun anew. */
  add(sample: ClockSample): 'taken' | 'stepped' {
    const offset = (sample.t2 - sample.t1 + (sample.t3 - sample.t4)) / 2;
    if (this.points.length === 0) this.reference = offset;
    const delay = Math.max(0, sample.t4 - sample.t1 - (sample.t3 - sample.t2));
    const point = { at: (sample.t1 + sample.t4) / 2, offset: offset - this.reference, delay };
    const stepped = this.contradicts(point);
    if (stepped) this.reset();
    this.points.push(point);
    this.points = this.points.slice(-SAMPLES_MAX).filter((other) => point.at - other.at <= SAMPLE_AGE_MAX_MS);
    return stepped ? 'stepped' : 'taken';
  }

  /** Returns the estimate for the local time `nowMs`, or null before there are enough samples. */
  estimate(nowMs: number): ClockEstimate | null {
    if (this.points.length < READY_SAMPLES_MIN) return null;
    return this.fit(nowMs);
  }

  private contradicts(point: Point): boolean {
    const before = this.estimate(point.at);
    if (before === null) return false;
    const leastDelay = Math.min(before.roundTripMs, point.delay);
    const sigma = sigmaMs(point, leastDelay, point.at) + before.uncertaintyMs;
    const miss = Math.abs(point.offset + this.reference - before.offsetMs);
    this.outliers = miss > OUTLIER_SIGMAS * sigma ? this.outliers + 1 : 0;
    return this.outliers >= OUTLIER_RUN;
  }

  private delays(): { roundTripP50Ms: number; roundTripP95Ms: number } {
    const delays = this.points.map(({ delay }) => delay).sort((a, b) => a - b);
    const at = (share: number) => delays[Math.floor(delays.length * share)] ?? 0;
    return { roundTripP50Ms: at(0.5), roundTripP95Ms: at(0.95) };
  }

  private fit(nowMs: number): ClockEstimate {
    const leastDelay = Math.min(...this.points.map((point) => point.delay));
    const weighed = this.points
      .map((point) => ({ point, sigma: sigmaMs(point, leastDelay, nowMs) }))
      .sort((a, b) => a.sigma - b.sigma);
    const wanted = Math.ceil(weighed.length / 3);
    const best = weighed.slice(0, Math.min(Math.max(wanted, FIT_SAMPLES_MIN), FIT_SAMPLES_MAX));

    let weights = 0;
    let meanAt = 0;
    let meanOffset = 0;
    for (const { point, sigma } of best) {
      const weight = 1 / sigma ** 2;
      weights += weight;
      meanAt += weight * (point.at - nowMs);
      meanOffset += weight * point.offset;
    }
    meanAt /= weights;
    meanOffset /= weights;

    let sxx = 1 / SKEW_PRIOR ** 2;
    let sxy = 0;
    for (const { point, sigma } of best) {
      const x = point.at - nowMs - meanAt;
      sxx += (x * x) / sigma ** 2;
      sxy += (x * (point.offset - meanOffset)) / sigma ** 2;
    }
    const skew = sxy / sxx;
    return {
      offsetMs: this.reference + meanOffset - skew * meanAt,
      skew,
      uncertaintyMs: Math.sqrt(1 / weights + meanAt ** 2 / sxx),
      boundMs: leastDelay / 2,
      roundTripMs: leastDelay,
      ...this.delays(),
      samples: this.points.length,
    };
  }
}

/**
 * How long to wait after ping number `sent`, when measuring began `elapsedMs` ago: a burst, some seconds of more (a
 * shaky line needs them: of ten samples even the best is often late), a minute of enough to see the skew, then calm; more
 * while the estimate is not sure.
 */
export function nextPingInMs(sent: number, elapsedMs: number, uncertaintyMs: number): number {
  if (sent < 10) return 60;
  if (elapsedMs < 10_000) return 250;
  const isSure = uncertaintyMs <= SURE_MS;
  if (elapsedMs < 60_000) return isSure ? 1_000 : 250;
  return isSure ? 5_000 : 2_500;
}

function sigmaMs(point: Point, leastDelay: number, nowMs: number): number {
  return SIGMA_FLOOR_MS + QUEUEING * (point.delay - leastDelay) + AGEING * Math.max(0, nowMs - point.at);
}
