/** Reactions to what is on screen: mine at once, everybody else's as the server tells of them. */
import { type Signal, signal } from '@preact/signals';
import { AwayError, type EventFrame, ProblemError, type ReactionCount, randomId } from '../../../client';
import { rest } from '../../identity';
import { text } from '../../text';
import { toast } from '../../toasts';

/** The six that are quick to reach; the keys are Shift and 1 to 6. */
export const QUICK = ['❤️', '😂', '😮', '😢', '👏', '🔥'] as const;

/** One that floats up over the video. */
export interface Floating {
  readonly id: number;
  readonly emoji: string;
  /** Where it begins, from 0 at the left to 1. */
  readonly x: number;
  /** How long after the others it begins, in milliseconds. */
  readonly delayMs: number;
  /** How many people it stands for, where they are more than can be shown. */
  readonly many: number;
}

/** What is pressed within this time is one command. */
const GATHER_MS = 250;
/** As many as the server takes in one command. */
const TIMES_MAX = 10;
const FLOATING_MAX = 60;
/** How many of one kind are shown of what was told at once. */
const SHOWN_OF_KIND_MAX = 8;
/** How long what was told at once is spread over, in milliseconds. */
const SPREAD_MS = 240;
const LIVES_MS = 4_000;
const BATCHES_KEPT = 32;

export interface ReactionsHome {
  readonly id: string;
  readonly token: () => string;
}

export class Reactions {
  readonly floating: Signal<readonly Floating[]> = signal([]);
  private pressed = new Map<string, number>();
  /** Mine that have been shown, and will be told to me with everybody else's. */
  private readonly own = new Map<string, number>();
  private readonly batches: number[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastId = 0;

  constructor(private readonly home: ReactionsHome) {}

  destroy(): void {
    clearTimeout(this.timer);
  }

  react(emoji: string): void {
    const times = this.pressed.get(emoji) ?? 0;
    if (times >= TIMES_MAX) return;
    this.pressed.set(emoji, times + 1);
    this.own.set(emoji, (this.own.get(emoji) ?? 0) + 1);
    this.show(emoji, 1, 0);
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** What people at this server do now. */
  told(batch: number, counts: readonly ReactionCount[]): void {
    if (!this.batches.includes(batch)) this.batches.push(batch);
    if (this.batches.length > BATCHES_KEPT) this.batches.shift();
    for (const { emoji, count } of counts) {
      const own = Math.min(count, this.own.get(emoji) ?? 0);
      this.own.set(emoji, (this.own.get(emoji) ?? 0) - own);
      this.show(emoji, count - own, SPREAD_MS);
    }
  }

  /** What stands in the log: news only of those who are at another server. */
  take({ event }: EventFrame): void {
    if (event.type !== 'reacted' || this.batches.includes(event.batch)) return;
    for (const { emoji, count } of event.counts) this.show(emoji, count, 4 * SPREAD_MS);
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

  private show(emoji: string, count: number, spreadMs: number): void {
    if (count <= 0 || document.hidden) return;
    const shown = Math.min(count, SHOWN_OF_KIND_MAX);
    const many = Math.floor(count / shown);
    const fresh = Array.from({ length: shown }, (_, index): Floating => {
      this.lastId += 1;
      const delayMs = (spreadMs * index) / shown;
      return { id: this.lastId, emoji, x: Math.random(), delayMs, many };
    });
    this.floating.value = [...this.floating.value, ...fresh].slice(-FLOATING_MAX);
    const ids = new Set(fresh.map(({ id }) => id));
    setTimeout(() => {
      this.floating.value = this.floating.value.filter(({ id }) => !ids.has(id));
    }, LIVES_MS + spreadMs);
  }
}
