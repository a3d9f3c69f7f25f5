/** OpenTogetherTube: plays from what it heard, takes the way here for nothing, and seeks when a second off. */
import { type Look, NOTHING, type Rival, type Rules, type Step } from './rival';

const SEEK_S = 1;

export class OpenTogetherTube implements Rival {
  readonly rules: Rules = {
    starts: 'heard',
    clock: 'heard',
    jumps: 'by_correction',
    pauses: 'where_it_is',
    looks: 250,
  };

  changed(): void {}

  correct({ target, position }: Look): Step {
    return Math.abs(target - position) > SEEK_S ? { kind: 'seek', position: target } : NOTHING;
  }
}
