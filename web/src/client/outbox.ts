/**
 * What somebody has said and the server has not taken yet. It is kept outside the page, so that a reload, a tunnel or a
 * closed laptop loses nothing; and each message keeps its id, so that it is said once however often it is sent.
 */
import type { Command } from './generated/protocol';
import { randomId } from './intents';
import { AwayError, ProblemError, UnreachableError } from './rest';

export type Say = Extract<Command, { type: 'say' }>;

export interface Unsent {
  readonly id: string;
  readonly say: Say;
  /** When it was written, in the browser's own time. */
  readonly writtenAt: number;
  /** Why the server did not take it; it is sent again when asked to. */
  readonly refused: string | null;
}

/** Where it is kept: texts by key, as in `localStorage`. */
export interface Shelf {
  read(): readonly Unsent[];
  put(unsent: Unsent): void;
  remove(id: string): void;
}

export interface OutboxOptions {
  readonly shelf: Shelf;
  readonly send: (id: string, say: Say) => Promise<unknown>;
  readonly onChange: (unsent: readonly Unsent[]) => void;
  /** The service is away, or switched off altogether; or is back. */
  readonly onAway: (away: boolean, isOff: boolean) => void;
  readonly now?: () => number;
}

/** What becomes of itself: the same message may be taken a moment later. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'busy',
  'storage_unavailable',
  'rate_limited',
  'not_a_member',
  'unauthenticated',
  'internal',
  'unknown',
]);
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const LAST_RETRY_MS = 15_000;

export class Outbox {
  private unsent: readonly Unsent[];
  private attempts = 0;
  private sending = false;
  private closed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: OutboxOptions) {
    this.unsent = options.shelf.read();
  }

  get list(): readonly Unsent[] {
    return this.unsent;
  }

  /** Keeps it and sends it, once what was said before has gone. */
  say(say: Say): void {
    const writtenAt = (this.options.now ?? Date.now)();
    this.put({ id: randomId(), say, writtenAt, refused: null });
    void this.flush();
  }

  /** Sends again what was refused. */
  retry(id: string): void {
    const unsent = this.unsent.find((other) => other.id === id);
    if (unsent === undefined) return;
    this.put({ ...unsent, refused: null });
    this.hurry();
  }

  discard(id: string): void {
    this.options.shelf.remove(id);
    this.set(this.unsent.filter((unsent) => unsent.id !== id));
  }

  /** The way to the server may be free again. */
  hurry(): void {
    this.attempts = 0;
    void this.flush();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** One after the other: what is said first is said first. */
  private async flush(): Promise<void> {
    if (this.sending || this.closed) return;
    this.sending = true;
    clearTimeout(this.timer);
    try {
      for (let next = this.next(); next !== undefined && !this.closed; next = this.next()) {
        if (!(await this.transmit(next))) {
          const waitMs = RETRY_MS[this.attempts] ?? LAST_RETRY_MS;
          this.attempts += 1;
          this.timer = setTimeout(() => void this.flush(), waitMs);
          return;
        }
        this.attempts = 0;
      }
    } finally {
      this.sending = false;
    }
  }

  /** Returns whether it is settled, one way or the other. */
  private async transmit({ id, say }: Unsent): Promise<boolean> {
    try {
      await this.options.send(id, say);
      this.options.onAway(false, false);
      this.discard(id);
      return true;
    } catch (error) {
      if (error instanceof AwayError) this.options.onAway(true, error.isOff);
      if (error instanceof AwayError || error instanceof UnreachableError) return false;
      if (!(error instanceof ProblemError)) throw error;
      this.options.onAway(false, false);
      if (TRANSIENT.has(error.code)) return false;
      const unsent = this.unsent.find((other) => other.id === id);
      if (unsent !== undefined) this.put({ ...unsent, refused: error.message });
      return true;
    }
  }

  private next(): Unsent | undefined {
    return this.unsent.find(({ refused }) => refused === null);
  }

  private put(unsent: Unsent): void {
    this.options.shelf.put(unsent);
    const others = this.unsent.filter(({ id }) => id !== unsent.id);
    this.set([...others, unsent].sort((a, b) => a.writtenAt - b.writtenAt));
  }

  private set(unsent: readonly Unsent[]): void {
    this.unsent = unsent;
    this.options.onChange(unsent);
  }
}
