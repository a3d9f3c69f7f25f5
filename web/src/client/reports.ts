/** Tells the server where this player is: every 10 to 15 s, on a change, on a stall, but not more than once a second. */
import type { Report } from './generated/protocol';

export interface ReporterOptions {
  /** Null while there is nothing to tell. */
  readonly read: () => Report | null;
  readonly send: (report: Report) => boolean;
  readonly random?: () => number;
}

const INTERVAL_MIN_MS = 10_000;
const INTERVAL_JITTER_MS = 5_000;
const SPACING_MS = 1_000;

export class Reporter {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: ReporterOptions) {}

  start(): void {
    this.wait(SPACING_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** Something changed: reports at once, or as soon as the spacing allows. */
  changed(): void {
    this.wait(Math.max(0, this.lastAt + SPACING_MS - performance.now()));
  }

  private wait(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.report(), ms);
  }

  private report(): void {
    const report = this.options.read();
    if (report !== null && this.options.send(report)) this.lastAt = performance.now();
    const random = this.options.random ?? Math.random;
    this.wait(INTERVAL_MIN_MS + random() * INTERVAL_JITTER_MS);
  }
}
