/** Where people sit: their ways to the server and the faults of their clocks. */
import type { Way } from './delay-line';
import type { Bend } from './probe';

export interface Place extends Way, Bend {
  readonly name: string;
}

const BENDS: readonly Bend[] = [
  { skewPpm: 0, offsetMs: 0 },
  { skewPpm: 40, offsetMs: 7 * 60_000 },
  { skewPpm: -50, offsetMs: -3 * 60_000 + 123_456_789 },
  { skewPpm: 80, offsetMs: 31 * 60_000 },
];
/** Same house, same country, mobile, another continent. */
const MIXED: readonly Way[] = [
  { baseMs: 3, jitterMs: 1 },
  { baseMs: 25, jitterMs: 8 },
  { baseMs: 60, jitterMs: 15 },
  { baseMs: 120, jitterMs: 40 },
];

/** One way, for each person in turn. The names are those of `--network`. */
export const NETWORKS = {
  mixed: MIXED,
  lan: [{ baseMs: 0.2, jitterMs: 0.1 }],
  wifi: [{ baseMs: 4, jitterMs: 4, holds: { everyMs: 8_000, fromMs: 30, toMs: 120 } }],
  lte: [{ baseMs: 30, jitterMs: 12, holds: { everyMs: 10_000, fromMs: 200, toMs: 600 } }],
  intercontinental: [{ baseMs: 120, jitterMs: 10 }],
  bufferbloat: [{ baseMs: 20, jitterMs: 60, holds: { everyMs: 6_000, fromMs: 200, toMs: 2_000 } }],
  asymmetric: [
    { baseMs: 20, jitterMs: 5 },
    { baseMs: 20, jitterMs: 5, upMs: 100 },
  ],
} satisfies Record<string, readonly Way[]>;

export type Network = keyof typeof NETWORKS;

export const NETWORK_NAMES = Object.keys(NETWORKS) as Network[];

const NAMES = ['Ana', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gus', 'Hana'];

/** Two people sit at both ends of the list; more go around. `skewPpm` bends every other clock by that much. */
export function places(network: Network, people: number, skewPpm: number | null = null): Place[] {
  const ways: readonly Way[] = NETWORKS[network];
  return NAMES.slice(0, people).map((name, i) => {
    const turn = people === 2 && i === 1 ? ways.length - 1 : i % ways.length;
    const bend = BENDS[i % BENDS.length] ?? { skewPpm: 0, offsetMs: 0 };
    const skew = skewPpm === null ? bend.skewPpm : i % 2 === 0 ? -skewPpm : skewPpm;
    return { name, ...(ways[turn] ?? { baseMs: 0, jitterMs: 0 }), ...bend, skewPpm: skew };
  });
}
