/** How high a picture somebody wants: their last choice, which holds for the next video too. */
import { keep, recall } from '../identity';

const KEY = 'sameframe.quality';

export const wantedHeight = {
  /** Null where nothing was chosen, or what has no height. */
  recall(): number | null {
    const height = Number.parseInt(recall(localStorage, KEY) ?? '', 10);
    return Number.isNaN(height) ? null : height;
  },

  keep(height: number | null | undefined): void {
    keep(localStorage, KEY, String(height ?? ''));
  },
};
