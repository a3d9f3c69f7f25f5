/** When each chunk of a way arrives: never before the one before it. Pure: time and chance are arguments. */

export interface Way {
  readonly baseMs: number;
  /** The mean of the exponential part. */
  readonly jitterMs: number;
  /** What the way to the server takes longer than the way back. */
  readonly upMs?: number;
  /** Now and then everything is held: what a lost packet or a full queue does to a stream. */
  readonly holds?: Holds;
}

export interface Holds {
  /** The mean time from one to the next. */
  readonly everyMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export class DelayLine {
  private free = 0;
  private holdAt: number | null = null;

  constructor(
    private readonly way: Way,
    private readonly extraMs: number,
    private readonly random: () => number,
  ) {}

  /** When a chunk that sets out now arrives. */
  due(now: number): number {
    const delay = this.way.baseMs + this.extraMs + this.exponential(this.way.jitterMs);
    this.free = Math.max(this.free, now + delay, this.heldUntil(now));
    return this.free;
  }

  private heldUntil(now: number): number {
    const { holds } = this.way;
    if (holds === undefined) return 0;
    this.holdAt ??= now + this.exponential(holds.everyMs);
    if (now < this.holdAt) return 0;
    this.holdAt = now + this.exponential(holds.everyMs);
    return now + holds.fromMs + this.random() * (holds.toMs - holds.fromMs);
  }

  private exponential(mean: number): number {
    return -Math.log(1 - this.random()) * mean;
  }
}
