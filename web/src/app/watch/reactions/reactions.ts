/** Reactions to what is on screen: mine at once, everybody else's as the server tells of them. */
import { AwayError, type EventFrame, ProblemError, type ReactionCount, randomId } from '../../../client';
import { rest } from '../../identity';
import { text } from '../../text';
import { toast } from '../../toasts';
import { Floaters } from './floaters';

/** The six that are quick to reach; the keys are Shift and 1 to 6. */
export const QUICK = ['❤️', '😂', '😮', '😢', '👏', '🔥'] as const;

/** What is pressed within this time is one command. */
const GATHER_MS = 250;
/** As many as the server takes in one command. */
const TIMES_MAX = 10;
/** How long what was told at once is spread over, in milliseconds. */
const SPREAD_MS = 240;
const BATCHES_KEPT = 32;

export interface ReactionsHome {
  readonly id: string;
  readonly token: () => string;
}

export class Reactions {
  readonly floaters = new Floaters();
  private pressed = new Map<string, number>();
  /** Mine that have been shown, and will be told to me with everybody else's. */
  private readonly own = new Map<string, number>();
  private readonly batches: number[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly home: ReactionsHome) {}

  destroy(): void {
    clearTimeout(this.timer);
  }

  react(emoji: string): void {
    const times = this.pressed.get(emoji) ?? 0;
    if (times >= TIMES_MAX) return;
    this.pressed.set(emoji, times + 1);
    this.own.set(emoji, (this.own.get(emoji) ?? 0) + 1);
    this.floaters.show(emoji, 1, 0);
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** What people at this server do now. */
  told(batch: number, counts: readonly ReactionCount[]): void {
    if (!this.batches.includes(batch)) this.batches.push(batch);
    if (this.batches.length > BATCHES_KEPT) this.batches.shift();
    for (const { emoji, count } of counts) {
      const own = Math.min(count, this.own.get(emoji) ?? 0);
      this.own.set(emoji, (this.own.get(emoji) ?? 0) - own);
      this.floaters.show(emoji, count - own, SPREAD_MS);
    }
  }

  /** What stands in the log: news only of those who are at another server. */
  take({ event }: EventFrame): void {
    if (event.type !== 'reacted' || this.batches.includes(event.batch)) return;
    for (const { emoji, count } of event.counts) this.floaters.show(emoji, count, 4 * SPREAD_MS);
  }

  private flush(): void {
    this.timer = undefined;
    const pressed = this.pressed;
    this.pressed = new Map();
    for (const [emoji, times] of pressed) void this.send(emoji, times);
  }

  private async send(emoji: string, times: number): Promise<void> {
    try {
      await rest.chat(this.home.id, this.home.token(), randomId(), { type: 'react', emoji, times });
    } catch (error) {
      this.own.set(emoji, Math.max(0, (this.own.get(emoji) ?? 0) - times));
      if (error instanceof AwayError) toast(text.away.again('message'), 'trouble');
      else if (error instanceof ProblemError && error.code !== 'rate_limited')
        toast(text.trouble.refused(error.message), 'trouble');
    }
  }
}
