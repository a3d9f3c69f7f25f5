/** Virtual time that several pages share, each with a clock of its own. Nothing here waits. */
import { vi } from 'vitest';

/** The clock of one page, as a function of the true time. */
export interface PageClock {
  /** `performance.now` at a true time. */
  monotonicMs(trueMs: number): number;
  /** `Date.now` at a true time. */
  wallMs(trueMs: number): number;
  /** Timers never fire more often than this: a hidden tab's do once a second. */
  readonly timerMs: number;
}

interface Job {
  readonly id: number;
  at: number;
  readonly run: () => void;
}

export class VirtualTime {
  now = 0;
  private jobs: Job[] = [];
  private readonly cancelled = new Set<number>();
  private nextId = 1;
  private page: PageClock | null = null;

  /** Takes the place of the clocks and timers until `vi.unstubAllGlobals`. */
  install(): void {
    vi.stubGlobal('performance', { now: () => this.page?.monotonicMs(this.now) ?? this.now });
    vi.spyOn(Date, 'now').mockImplementation(() => this.page?.wallMs(this.now) ?? this.now);
    vi.stubGlobal('setTimeout', (run: () => void, ms = 0) => this.after(ms, run));
    vi.stubGlobal('setInterval', (run: () => void, ms: number) => this.every(ms, run));
    for (const name of ['clearTimeout', 'clearInterval']) {
      vi.stubGlobal(name, (id?: number) => {
        if (id !== undefined) this.cancelled.add(id);
        this.jobs = this.jobs.filter((job) => job.id !== id);
      });
    }
  }

  /** Runs as the code of one page: its clocks tell its time, and its timers are its own. */
  as<T>(page: PageClock | null, action: () => T): T {
    const before = this.page;
    this.page = page;
    try {
      return action();
    } finally {
      this.page = before;
    }
  }

  after(ms: number, run: () => void): number {
    const { page } = this;
    const slack = page === null || page.timerMs < 1_000 ? 0 : page.timerMs;
    return this.add(this.now + Math.max(ms, slack, 0), () => this.as(page, run)).id;
  }

  every(ms: number, run: () => void): number {
    const { page } = this;
    const job = this.add(this.now + ms, () => {
      this.as(page, run);
      job.at = this.now + Math.max(ms, page?.timerMs ?? 0);
      if (!this.cancelled.has(job.id)) this.jobs.push(job);
    });
    return job.id;
  }

  runFor(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const next = this.jobs.reduce<Job | null>(
        (first, job) => (first === null || job.at < first.at ? job : first),
        null,
      );
      if (next === null || next.at > end) break;
      this.jobs.splice(this.jobs.indexOf(next), 1);
      this.now = Math.max(this.now, next.at);
      next.run();
    }
    this.now = end;
  }

  private add(at: number, run: () => void): Job {
    const job = { id: this.nextId, at, run };
    this.nextId += 1;
    this.jobs.push(job);
    return job;
  }
}
