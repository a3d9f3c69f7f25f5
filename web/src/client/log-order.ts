/** Puts events in the log's order: the next is applied, what is known is dropped, what is ahead waits for the gap. */
import type { EventFrame, LogEvent, LogPosition } from './generated/protocol';

export class LogOrder {
  private position: LogPosition | null = null;
  private readonly ahead = new Map<number, EventFrame>();

  /** Up to where the log is known, for a resume. */
  get last(): LogPosition | null {
    return this.position;
  }

  /** Whether events wait for one that is missing. */
  get hasGap(): boolean {
    return this.ahead.size > 0;
  }

  /** Forgets the log and begins at `head`. */
  reset(head: LogPosition): void {
    this.position = head;
    this.ahead.clear();
  }

  /** Takes one event. Returns those that can be applied now, in order. */
  take(event: EventFrame): EventFrame[] {
    if (this.position === null || event.seq <= this.position.seq) return [];
    this.ahead.set(event.seq, event);
    const ready: EventFrame[] = [];
    for (;;) {
      const next = this.ahead.get(this.position.seq + 1);
      if (next === undefined) return ready;
      this.ahead.delete(next.seq);
      this.position = { seq: next.seq, hash: next.hash };
      ready.push(next);
    }
  }
}

/** The same event as the live socket would have sent it. */
export function frameOf(log: LogEvent): EventFrame {
  const { seq, hash, at, by, timeline, ...event } = log;
  const frame = { seq, hash, at: Date.parse(at), by, event };
  return timeline === undefined ? frame : { ...frame, timeline };
}
