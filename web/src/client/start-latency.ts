/**
 * How long this player takes from `play()` to a moving picture. The first start after loading, a start after a seek and
 * a warm one are classes of their own: with sound they take 100 to 190, 65 to 90, and a few milliseconds; without, the
 * first a little and the others nothing. Learned from the error just after each start, and kept for the next visit.
 */

export type StartClass = 'first' | 'cold' | 'warm';
export type Latencies = Readonly<Record<StartClass, number>>;
export type Track = 'sound' | 'silent';

const EXPECTED_MS: Readonly<Record<Track, Latencies>> = {
  sound: { first: 100, cold: 80, warm: 5 },
  silent: { first: 15, cold: 5, warm: 1 },
};
const LATENCY_MAX_MS = 400;
/** The first judgement of a class outweighs the guess before it. */
const LEARNING_FIRST = 0.7;
const LEARNING = 0.5;
/** A busy machine now and then takes a quarter of a second: no reason to begin so early the next time. */
const MISS_MAX_MS = 60;
const JUDGED_AFTER_MS = 350;
const JUDGED_UNTIL_MS = 750;
const SAMPLES_MIN = 4;

/** What is known of one kind of video. */
interface Known {
  latencies: Latencies;
  readonly judgedOnce: Set<StartClass>;
}

export class StartLatency {
  private readonly all: Record<Track, Known> = {
    sound: { latencies: EXPECTED_MS.sound, judgedOnce: new Set() },
    silent: { latencies: EXPECTED_MS.silent, judgedOnce: new Set() },
  };
  private track: Track = 'sound';
  private next: StartClass = 'first';
  private judged: { from: number; kind: StartClass; errors: number[] } | null = null;

  /** What is known, for the next visit. */
  get known(): Readonly<Record<Track, Latencies>> {
    return { sound: this.all.sound.latencies, silent: this.all.silent.latencies };
  }

  /** What is known of videos like the one that is loaded. */
  get current(): Latencies {
    return this.all[this.track].latencies;
  }

  /** What the next start is expected to take. */
  get expectedMs(): number {
    return this.current[this.next];
  }

  /** Begins with what an earlier visit learned. */
  expect(track: Track, known: Partial<Latencies>): void {
    const { first, cold, warm } = { ...EXPECTED_MS[track], ...known };
    const mine = this.all[track];
    if (known.cold !== undefined) mine.judgedOnce.add('cold');
    mine.latencies = { first: bounded(first), cold: bounded(cold), warm: bounded(warm) };
  }

  /** Another video, or the same one loaded anew. */
  loaded(): void {
    this.next = 'first';
    this.judged = null;
  }

  /** Whether the video that is loaded has sound became known. */
  hears(hasSound: boolean | null): void {
    if (hasSound !== null) this.track = hasSound ? 'sound' : 'silent';
  }

  sought(): void {
    if (this.next === 'warm') this.next = 'cold';
    this.judged = null;
  }

  started(nowMs: number): void {
    this.judged = { from: nowMs, kind: this.next, errors: [] };
    this.next = 'warm';
  }

  /** This start was late anyway: it teaches nothing. */
  ignore(): void {
    this.judged = null;
  }

  /**
   * Takes the error while playing, as it would be had nothing been corrected; half a second after a start it says how
   * far the expectation was off. Returns whether something was learned.
   */
  learn(nowMs: number, uncorrectedMs: number): boolean {
    const { judged } = this;
    if (judged === null) return false;
    const sinceMs = nowMs - judged.from;
    if (sinceMs >= JUDGED_AFTER_MS && sinceMs < JUDGED_UNTIL_MS) judged.errors.push(uncorrectedMs);
    if (sinceMs < JUDGED_UNTIL_MS) return false;
    this.judged = null;
    if (judged.errors.length < SAMPLES_MIN) return false;
    const sorted = judged.errors.sort((a, b) => a - b);
    const middle = sorted[sorted.length >> 1] ?? 0;
    this.improve(judged.kind, Math.min(Math.max(middle, -MISS_MAX_MS), MISS_MAX_MS));
    return true;
  }

  private improve(kind: StartClass, missMs: number): void {
    const mine = this.all[this.track];
    const share = mine.judgedOnce.has(kind) ? LEARNING : LEARNING_FIRST;
    mine.judgedOnce.add(kind);
    const ms = bounded(mine.latencies[kind] + share * missMs);
    mine.latencies = { ...mine.latencies, [kind]: ms };
    // A first start is the best guess for those after a seek: both wait for the sound, or neither.
    if (kind === 'first' && !mine.judgedOnce.has('cold')) mine.latencies = { ...mine.latencies, cold: ms };
  }
}

function bounded(ms: number): number {
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LATENCY_MAX_MS) : EXPECTED_MS.sound.cold;
}
