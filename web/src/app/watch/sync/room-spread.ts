/** How far apart the pictures of the people in the room are. Pure. */
import type { Member } from '../../../client';

export interface Placed {
  readonly id: string;
  readonly name: string;
  readonly isMe: boolean;
  /** Positive when behind. */
  readonly driftMs: number;
}

export interface Spread {
  /** Null while fewer than two can be compared. */
  readonly spreadMs: number | null;
  readonly counted: readonly Placed[];
  /** Who is here, but cannot be compared: they stand, load, look elsewhere or catch up. */
  readonly left: readonly string[];
}

/** Drifts closer than this stand in the order of names: rows should not dance. */
const ORDER_STEP_MS = 10;

/** Mine is what my own player measures all the time; the others' are what they told the server last. */
export function spreadOf(members: Iterable<Member>, me: string, ownDriftMs: number | null): Spread {
  const counted: Placed[] = [];
  const left: string[] = [];
  for (const member of members) {
    const isMe = member.id === me;
    const driftMs = isMe ? ownDrift(member, ownDriftMs) : toldDrift(member);
    if (driftMs !== null) counted.push({ id: member.id, name: member.name, isMe, driftMs });
    else if (member.present && member.online && !isMe) left.push(member.name);
  }
  const drifts = counted.map(({ driftMs }) => driftMs);
  const spreadMs = drifts.length < 2 ? null : Math.max(...drifts) - Math.min(...drifts);
  return { spreadMs, counted, left };
}

/** The furthest off and myself, from ahead to behind. */
export function worstOf(counted: readonly Placed[], max: number): Placed[] {
  const others = counted.filter(({ isMe }) => !isMe);
  const worst = others.sort((a, b) => Math.abs(b.driftMs) - Math.abs(a.driftMs));
  const mine = counted.filter(({ isMe }) => isMe);
  return [...mine, ...worst.slice(0, max - mine.length)].sort(
    (a, b) => stepOf(a) - stepOf(b) || a.name.localeCompare(b.name),
  );
}

function ownDrift({ standing }: Member, driftMs: number | null): number | null {
  return standing?.trailing ? null : driftMs;
}

function toldDrift({ online, standing }: Member): number | null {
  if (!online || standing === null || standing.status !== 'playing') return null;
  return standing.away || standing.trailing ? null : standing.drift_ms;
}

function stepOf({ driftMs }: Placed): number {
  return Math.round(driftMs / ORDER_STEP_MS);
}
