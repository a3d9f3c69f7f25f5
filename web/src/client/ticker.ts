/** A beat that a hidden page hears too. Its own timers run once a second there, or once a minute; a worker's do not. */

/** The part of a worker that is needed here: it gets a pace in milliseconds (0 to rest), and answers with beats. */
export interface BeatWorker {
  postMessage(everyMs: number): void;
  addEventListener(type: 'message', listener: () => void): void;
  terminate(): void;
}

export class Ticker {
  private timer: ReturnType<typeof setInterval> | undefined;
  private worker: BeatWorker | null = null;
  private off: AbortController | null = null;

  constructor(
    private readonly tick: () => void,
    private readonly everyMs: number,
    private readonly open: () => BeatWorker | null = openWorker,
  ) {}

  start(): void {
    if (this.timer !== undefined) return;
    this.timer = setInterval(this.tick, this.everyMs);
    if (typeof document === 'undefined') return;
    this.off = new AbortController();
    document.addEventListener('visibilitychange', () => this.pace(), { signal: this.off.signal });
    this.pace();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.off?.abort();
    this.worker?.terminate();
    this.worker = null;
  }

  private pace(): void {
    if (document.hidden && this.worker === null) {
      this.worker = this.open();
      this.worker?.addEventListener('message', this.tick);
    }
    this.worker?.postMessage(document.hidden ? this.everyMs : 0);
  }
}

function openWorker(): BeatWorker | null {
  try {
    return new Worker(new URL('./ticker.worker.ts', import.meta.url), { type: 'module' });
  } catch {
    return null;
  }
}
