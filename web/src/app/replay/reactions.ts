/** The reactions of a replay, which float over the video again at their moment. */
import { effect, signal } from '@preact/signals';
import { keep, recall } from '../identity';
import { Floaters } from '../watch/reactions/floaters';
import { reactionsBetween } from './items';
import type { Showing } from './showing';

/** Who jumps further than this has not seen what lies between. */
const JUMP_MS = 12_000;
/** Over how long the reactions of one step are spread, in milliseconds. */
const SPREAD_MS = 400;
const OFF_KEY = 'sameframe.replay.reactions-off';

export class ReplayReactions {
  readonly floaters = new Floaters();
  readonly on = signal(recall(localStorage, OFF_KEY) !== 'off');
  /** Whether there is anything to show or hide. */
  readonly any: boolean;
  private readonly stop: () => void;

  constructor(showing: Showing) {
    const reacted = showing.replay.events.filter(({ event }) => event.type === 'reacted');
    this.any = reacted.length > 0;
    let shownTo = showing.at.peek();
    this.stop = effect(() => {
      const at = showing.at.value;
      const from = shownTo;
      shownTo = at;
      if (!this.on.peek() || at <= from || at - from > JUMP_MS) return;
      for (const [emoji, count] of reactionsBetween(reacted, from, at)) {
        this.floaters.show(emoji, count, SPREAD_MS);
      }
    });
  }

  toggle(): void {
    this.on.value = !this.on.value;
    keep(localStorage, OFF_KEY, this.on.value ? 'on' : 'off');
    if (!this.on.value) this.floaters.clear();
  }

  destroy(): void {
    this.stop();
  }
}
