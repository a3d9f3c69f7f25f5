/**
 * Syncplay: the room is where its slowest member is. Who is far ahead of that slows down or goes back; nobody hurries.
 * Told once a second, aged by half of the round trip. Its rules of readiness are left out.
 */
import { type Look, NOTHING, type Rival, type Rules, type Step } from './rival';

const SLOW_FROM_S = 1.5;
const SLOW_UNTIL_S = 0.1;
const SLOW_RATE = 0.95;
const REWIND_FROM_S = 4;

export class Syncplay implements Rival {
  readonly rules: Rules = {
    starts: 'heard',
    clock: 'heard',
    jumps: 'at_once',
    pauses: 'at_the_position',
    looks: 'relay',
  };
  private slow = false;

  changed(): void {
    this.slow = false;
  }

  correct({ position, everybody, oneWayMs }: Look): Step {
    if (everybody.length === 0) return NOTHING;
    const room = Math.min(...everybody) + oneWayMs / 1000;
    const ahead = position - room;
    if (ahead > REWIND_FROM_S) return { kind: 'seek', position: room };
    if (ahead > SLOW_FROM_S) this.slow = true;
    else if (ahead < SLOW_UNTIL_S) this.slow = false;
    return { kind: 'rate', rate: this.slow ? SLOW_RATE : 1 };
  }
}
