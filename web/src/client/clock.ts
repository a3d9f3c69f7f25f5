/**
 * An estimate of the server's clock from ping exchanges. Pure: every time is an argument.
 *
 *     there = t2 - t1 = offset + way there + queueing          back = t4 - t3 = way back + queueing - offset
 *
 * Queueing only ever adds, on each way by itself. So the truth lies along the lower edge of all the ways there, and along
 * that of all the ways back: two lines, whose slopes are the skew between the clocks and its opposite. Half of the
 * difference of the two edges is the offset. An exchange need not be quick both ways to be of use: on a shaky line one
 * that is comes once in a minute, and one that is quick on one way every other second.
 *
 *     skew = where sum(there - edge) + sum(back - edge) + prior(skew) is least; convex, so found by halving
 *
 * What stays unknown is the asymmetry of the way: at most half of the two edges together, published as `boundMs`.
 * The edges are those of Moon, Skelly and Towsley, "Estimation and removal of clock skew from network delay
 * measurements" (INFOCOM 1999), taken for both ways at once.
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
/** What stamping adds: the server's times are whole milliseconds. */
const FLOOR_MS = 0.3;
/** How fast a skew may change: temperature. An old sample counts less by so much. */
const AGEING = 10e-6;
/** Quartzes. */
const SKEW_PRIOR = 60e-6;
const SKEW_MAX = 200e-6;
const SKEW_STEPS = 30;
/** Below this an estimate is sure. */
const SURE_MS = 1;
/** How far back samples count for the certainty. */
const RECENT_MS = 60_000;
const OUTLIER_SIGMAS = 5;
const OUTLIER_RUN = 3;

interface Point {
  /** When it was sent and when the answer came, by the local clock. */
  readonly sent: number;
  readonly came: number;
  /** The way there and the way back with the offset in them, less the reference, so that they keep their digits. */
  readonly there: number;
  readonly back: number;
  readonly delay: number;
}

/** The lower edges for one skew. */
interface Edges {
  readonly there: number;
  readonly back: number;
  /** How far all samples lie above them, in all. */
  readonly above: number;
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
    const { t1, t2, t3, t4 } = sample;
    if (this.points.length === 0) this.reference = (t2 - t1 + (t3 - t4)) / 2;
    const there = t2 - t1 - this.reference;
    const back = t4 - t3 + this.reference;
    const point = { sent: t1, came: t4, there, back, delay: Math.max(0, there + back) };
    const stepped = this.contradicts(point);
    if (stepped) {
      this.reset();
      this.add(sample);
      return 'stepped';
    }
    this.points.push(point);
    this.points = this.points.slice(-SAMPLES_MAX).filter((other) => t4 - other.came <= SAMPLE_AGE_MAX_MS);
    return 'taken';
  }

  /** Returns the estimate for the local time `nowMs`, or null before there are enough samples. */
  estimate(nowMs: number): ClockEstimate | null {
    if (this.points.length < READY_SAMPLES_MIN) return null;
    return this.fit(nowMs);
  }

  /** Its offset is off by at most half of what it queued. */
  private contradicts({ sent, came, there, back, delay }: Point): boolean {
    const before = this.estimate((sent + came) / 2);
    if (before === null) return false;
    const queued = Math.max(0, delay - before.roundTripMs);
    const miss = Math.abs((there - back) / 2 + this.reference - before.offsetMs);
    this.outliers = miss > queued / 2 + OUTLIER_SIGMAS * before.uncertaintyMs ? this.outliers + 1 : 0;
    return this.outliers >= OUTLIER_RUN;
  }

  private delays(): { roundTripP50Ms: number; roundTripP95Ms: number } {
    const delays = this.points.map(({ delay }) => delay).sort((a, b) => a - b);
    const at = (share: number) => delays[Math.floor(delays.length * share)] ?? 0;
    return { roundTripP50Ms: at(0.5), roundTripP95Ms: at(0.95) };
  }

  private fit(nowMs: number): ClockEstimate {
    const skew = this.skewAt(nowMs);
    const { there, back, above } = this.edges(nowMs, skew);
    const recent = this.points.filter(({ came }) => nowMs - came <= RECENT_MS).length;
    const queueing = above / this.points.length;
    return {
      offsetMs: this.reference + (there - back) / 2,
      skew,
      // The edge of n exponential delays is the mean over n above the truth.
      uncertaintyMs: FLOOR_MS + queueing / (2 * Math.max(1, recent)),
      boundMs: Math.max(0, there + back) / 2,
      roundTripMs: Math.min(...this.points.map(({ delay }) => delay)),
      ...this.delays(),
      samples: this.points.length,
    };
  }

  private skewAt(nowMs: number): number {
    const scale = this.edges(nowMs, 0).above / this.points.length;
    const cost = (skew: number) => this.edges(nowMs, skew).above + scale * (skew / SKEW_PRIOR) ** 2;
    let low = -SKEW_MAX;
    let high = SKEW_MAX;
    for (let step = 0; step < SKEW_STEPS; step += 1) {
      const third = (high - low) / 3;
      if (cost(low + third) < cost(high - third)) high -= third;
      else low += third;
    }
    return (low + high) / 2;
  }

  /** As they stand at `nowMs`. */
  private edges(nowMs: number, skew: number): Edges {
    let there = Number.POSITIVE_INFINITY;
    let back = Number.POSITIVE_INFINITY;
    let sum = 0;
    for (const point of this.points) {
      const sentAgo = nowMs - point.sent;
      const cameAgo = nowMs - point.came;
      const toThere = point.there + skew * sentAgo + AGEING * Math.max(0, sentAgo);
      const toBack = point.back - skew * cameAgo + AGEING * Math.max(0, cameAgo);
      there = Math.min(there, toThere);
      back = Math.min(back, toBack);
      sum += toThere + toBack;
    }
    return { there, back, above: sum - this.points.length * (there + back) };
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
