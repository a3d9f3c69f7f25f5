/**
 * Jellyfin SyncPlay: scheduled starts; then, where correction is switched on, one second at another rate, looked at
 * no more often than every 1.5 s. It is off as delivered. Its clock is in `jellyfin-clock.ts`; that somebody who joins
 * stops everybody is left out.
 */
import { type Look, NOTHING, type Rival, type Rules, type Step } from './rival';

const LOOK_EVERY_MS = 1_500;
const SPEED_FROM_MS = 60;
const SPEED_TO_MS = 3_000;
const SPEED_FOR_MS = 1_000;
const RATE_MIN = 0.2;
/** After a start it waits for half of `SPEED_TO_MS` before it corrects. */
const QUIET_MS = 1_500;

export class Jellyfin implements Rival {
  readonly rules: Rules = {
    starts: 'scheduled',
    clock: 'jellyfin',
    jumps: 'at_once',
    pauses: 'at_the_position',
    looks: 'timeupdate',
  };
  private quietUntilMs = 0;
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private speedUntilMs: number | null = null;

  constructor(private readonly correction: 'on' | 'off') {}

  changed(nowMs: number): void {
    this.quietUntilMs = nowMs + QUIET_MS;
    this.speedUntilMs = null;
  }

  correct({ nowMs, target, position }: Look): Step {
    if (this.speedUntilMs !== null) {
      if (nowMs < this.speedUntilMs) return NOTHING;
      this.speedUntilMs = null;
      return { kind: 'rate', rate: 1 };
    }
    if (this.correction === 'off' || nowMs < this.quietUntilMs) return NOTHING;
    if (nowMs - this.lookedAtMs < LOOK_EVERY_MS) return NOTHING;
    this.lookedAtMs = nowMs;
    const behindMs = (target - position) * 1000;
    if (Math.abs(behindMs) >= SPEED_TO_MS) return { kind: 'seek', position: target };
    if (Math.abs(behindMs) < SPEED_FROM_MS) return NOTHING;
    this.speedUntilMs = nowMs + SPEED_FOR_MS;
    return { kind: 'rate', rate: Math.max(RATE_MIN, 1 + behindMs / SPEED_FOR_MS) };
  }
}
