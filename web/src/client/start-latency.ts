/**
 * How long this player takes from `play()` to a moving picture. The first start after loading, a start after a seek and
 * a warm one are classes of their own: with sound they take 100 to 190, 65 to 90, and a few milliseconds. Learned
 * from the error just after each start, and kept for the next visit.
 */

export type StartClass = 'first' | 'cold' | 'warm';
export type Latencies = Readonly<Record<StartClass, number>>;

const EXPECTED_MS: Latencies = { first: 100, cold: 80, warm: 5 };
const LATENCY_MAX_MS = 400;
/** The first judgement of a class outweighs the guess before it. */
const LEARNING_FIRST = 0.7;
const LEARNING = 0.5;
/** A busy machine now and then takes a quarter of a second: no reason to begin so early the next time. */
const MISS_MAX_MS = 60;
const JUDGED_AFTER_MS = 350;
const JUDGED_UNTIL_MS = 750;
const SAMPLES_MIN = 4;

export class StartLatency {
  private latencies: Latencies = EXPECTED_MS;
  private readonly judgedOnce = new Set<StartClass>();
  private next: StartClass = 'first';
  private judged: { from: number; kind: StartClass; errors: number[] } | null = null;

  /** What is known, for the next visit. */
  get known(): Latencies {
    return this.latencies;
  }

  get coldMs(): number {
    return this.latencies.cold;
  }

  /** What the next start is expected to take. */
  get expectedMs(): number {
    return this.latencies[this.next];
  }

  /** Begins with what an earlier visit learned. */
  expect(known: Partial<Latencies>): void {
    const { first, cold, warm } = { ...EXPECTED_MS, ...known };
    if (known.cold !== undefined) this.judgedOnce.add('cold');
    this.latencies = { first: bounded(first), cold: bounded(cold), warm: bounded(warm) };
  }

  /** Another video, or the same one loaded anew. */
  loaded(): void {
    this.next = 'first';
    this.judged = null;
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
    const miss = Math.min(Math.max(middle, -MISS_MAX_MS), MISS_MAX_MS);
    const { kind } = judged;
    const share = this.judgedOnce.has(kind) ? LEARNING : LEARNING_FIRST;
    this.judgedOnce.add(kind);
    const ms = bounded(this.latencies[kind] + share * miss);
    this.latencies = { ...this.latencies, [kind]: ms };
    // A first start is the best guess for those after a seek: both wait for the sound, or neither.
    if (kind === 'first' && !this.judgedOnce.has('cold')) this.latencies = { ...this.latencies, cold: ms };
    return true;
  }
}

function bounded(ms: number): number {
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LATENCY_MAX_MS) : EXPECTED_MS.cold;
}
