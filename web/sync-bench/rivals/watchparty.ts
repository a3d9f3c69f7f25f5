/**
 * WatchParty: commands are obeyed when heard; once a second everybody is told where everybody is, and who is more than
 * half a second behind the leader plays faster.
 */
import type { Look, Rival, Rules, Step } from './rival';

const BEHIND_S = 0.5;
const RATE_MAX = 1.1;

export class WatchParty implements Rival {
  readonly rules: Rules = {
    starts: 'heard',
    clock: 'heard',
    jumps: 'at_once',
    pauses: 'where_it_is',
    looks: 'relay',
  };

  changed(): void {}

  correct({ position, everybody }: Look): Step {
    const behind = leader(everybody) - position;
    const rate = behind > BEHIND_S ? Math.min(RATE_MAX, 1 + behind / 10) : 1;
    return { kind: 'rate', rate };
  }
}

/** Of two the one ahead, of more the middle. */
function leader(everybody: readonly number[]): number {
  const sorted = [...everybody].sort((a, b) => a - b);
  if (sorted.length <= 2) return sorted.at(-1) ?? Number.NEGATIVE_INFINITY;
  const low = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  const high = sorted[sorted.length >> 1] ?? Number.NaN;
  return (low + high) / 2;
}
