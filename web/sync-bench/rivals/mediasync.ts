/**
 * MediaSync of timingsrc: the mean of three errors decides on the rate; more than a second is skipped over, aimed
 * ahead by what the last skip missed. Its motion starts when it is heard; here it starts on schedule, by our clock.
 */
import { type Look, NOTHING, type Rival, type Rules, type Step } from './rival';

const SKIP_S = 1;
const SKIP_SPACING_MS = 150;
/** A miss beyond this is bad luck and teaches nothing. */
const OVERSHOOT_MAX_S = 5;
const SAMPLES = 3;
/** From which error on: the gain, and how far the rate may go. */
const LEVELS = [
  { fromS: 0.5, gain: 0.75, limit: 0.5 },
  { fromS: 0.1, gain: 0.75, limit: 0.4 },
  { fromS: 0.025, gain: 0.6, limit: 0.3 },
  { fromS: 0, gain: 0.07, limit: 0.02 },
] as const;

export class MediaSync implements Rival {
  readonly rules: Rules = {
    starts: 'scheduled',
    clock: 'ours',
    jumps: 'at_once',
    pauses: 'at_the_position',
    looks: 'timeupdate',
  };
  private errors: number[] = [];
  private lastSkip: { atMs: number; target: number; overshoot: number } | null = null;

  changed(): void {
    this.errors = [];
    this.lastSkip = null;
  }

  correct({ nowMs, target, position }: Look): Step {
    const error = target - position;
    if (Math.abs(error) > SKIP_S) return this.skip(nowMs, target, position);
    this.errors = [...this.errors, error].slice(-SAMPLES);
    if (this.errors.length < SAMPLES) return NOTHING;
    const mean = this.errors.reduce((sum, one) => sum + one, 0) / SAMPLES;
    const level = LEVELS.find(({ fromS }) => Math.abs(mean) > fromS);
    if (level === undefined) return { kind: 'rate', rate: 1 };
    // After a coarse change the old errors say nothing.
    if (level.fromS > 0) this.errors = [];
    const change = Math.min(level.limit, Math.max(-level.limit, level.gain * mean));
    return { kind: 'rate', rate: 1 + change };
  }

  private skip(nowMs: number, target: number, position: number): Step {
    const last = this.lastSkip;
    if (last !== null && nowMs - last.atMs < SKIP_SPACING_MS) return NOTHING;
    this.errors = [];
    const miss = last === null ? 0 : last.target + (nowMs - last.atMs) / 1000 - position;
    const learned = (last?.overshoot ?? 0) + miss;
    const overshoot = Math.abs(learned) > OVERSHOOT_MAX_S ? 0 : learned;
    this.lastSkip = { atMs: nowMs, target, overshoot };
    return { kind: 'seek', position: target + overshoot };
  }
}
