/** What the players of streams have in common: levels to choose from, and a way on where the chosen one breaks. */
import { ElementPlayer } from './html5';
import type { Level, Levels } from './levels';
import type { PlayerFailure } from './player';

export abstract class StreamPlayer extends ElementPlayer implements Levels {
  abstract readonly all: readonly Level[];
  abstract readonly shown: string | null;
  abstract readonly chosen: string | null;
  abstract readonly lingers: boolean;
  private url = '';

  get levels(): Levels {
    return this;
  }

  override load(url: string): void {
    this.failed = null;
    this.url = url;
    this.open(url, null);
  }

  abstract choose(level: Level | null): void;

  /** Begins anew, at a position where there is one; what was chosen before holds where the player keeps it. */
  protected abstract open(url: string, from: number | null): void;

  /** A level that breaks is no video that breaks: the others are tried, from here on. A line that is down is nobody's level. */
  protected override fail(failure: PlayerFailure): void {
    const isLine = failure.kind === 'network' && failure.status === undefined;
    if (this.chosen === null || isLine) return super.fail(failure);
    this.choose(null);
    this.open(this.url, this.position);
  }

  protected openNatively(url: string): void {
    super.load(url);
  }
}
