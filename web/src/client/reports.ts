/** Tells the server where this player is: every 10 to 15 s, on a change, on a stall, but not in a flood. */
import type { Hold, Report } from './generated/protocol';
import type { SyncState } from './sync-engine';

export interface ReporterOptions {
  /** Null while there is nothing to tell. */
  readonly read: () => Report | null;
  readonly send: (report: Report) => boolean;
  readonly random?: () => number;
}

const INTERVAL_MIN_MS = 10_000;
const INTERVAL_JITTER_MS = 5_000;
/** At first more often: what is measured of the line is new, and the next common start is set by it. */
const EARLY_MS = [700, 1_000, 2_000, 4_000];
/** After a start, by when it has settled: the others want to know how it stands now. */
const SETTLED_MS = 3_000;
const SPACING_MS = 250;
/** A shorter wait for data is none: each correcting seek would be one. */
const STALL_MS = 250;
/** With less than this loaded ahead, who stalled would stall again. */
const AHEAD_MIN_S = 2;

/**
 * What this player does, for the server. It is ready once it stands where everybody stands and can go on; after a
 * stall, and before the first start, only with something in reserve. `leftS` is how much of the video is left.
 */
export function statusOf(
  { phase, settled }: Pick<SyncState, 'phase' | 'settled'>,
  hold: Hold | null,
  aheadS: number,
  leftS: number,
): Report['status'] {
  if (phase === 'playing' || phase === 'buffering') return phase;
  if (phase !== 'paused' && phase !== 'waiting') return 'paused';
  const needsS = hold === null || hold.reason === 'seek' ? 0 : Math.min(AHEAD_MIN_S, leftS);
  return settled && aheadS >= needsS ? 'ready' : 'buffering';
}

export class Reporter {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;
  private early: number[] = [];

  constructor(private readonly options: ReporterOptions) {}

  /** A new connection: the server knows nothing of this player. */
  start(): void {
    this.early = [...EARLY_MS];
    this.report();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** The player does something else now. That it is ready is told at once where others wait for it. */
  changed(status: Report['status'], isWaitedFor = false): void {
    const spacing = Math.max(0, this.lastAt + SPACING_MS - performance.now());
    if (status === 'playing' && this.early.length === 0) this.early = [SETTLED_MS];
    if (status === 'ready' && isWaitedFor) this.report();
    else this.wait(status === 'buffering' ? Math.max(STALL_MS, spacing) : spacing);
  }

  private wait(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.report(), ms);
  }

  private report(): void {
    const report = this.options.read();
    if (report !== null && this.options.send(report)) this.lastAt = performance.now();
    const random = this.options.random ?? Math.random;
    this.wait(this.early.shift() ?? INTERVAL_MIN_MS + random() * INTERVAL_JITTER_MS);
  }
}
