/** Emoji that float up over the video: bounded, however many people react at once. */
import { type Signal, signal } from '@preact/signals';

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

const FLOATING_MAX = 60;
/** How many of one kind are shown of what was told at once. */
const SHOWN_OF_KIND_MAX = 8;
const LIVES_MS = 4_000;

export class Floaters {
  readonly floating: Signal<readonly Floating[]> = signal([]);
  private lastId = 0;

  /** Shows what was told at once, spread over some time. */
  show(emoji: string, count: number, spreadMs: number): void {
    if (count <= 0 || document.hidden) return;
    const shown = Math.min(count, SHOWN_OF_KIND_MAX);
    const many = Math.floor(count / shown);
    const fresh = Array.from({ length: shown }, (_, index): Floating => {
      this.lastId += 1;
      const delayMs = (spreadMs * index) / shown;
      return { id: this.lastId, emoji, x: Math.random(), delayMs, many };
    });
    this.floating.value = [...this.floating.peek(), ...fresh].slice(-FLOATING_MAX);
    const ids = new Set(fresh.map(({ id }) => id));
    setTimeout(() => {
      this.floating.value = this.floating.peek().filter(({ id }) => !ids.has(id));
    }, LIVES_MS + spreadMs);
  }

  clear(): void {
    this.floating.value = [];
  }
}
