/**
 * A session's log as something that can be watched again: on the party's own clock, with the same pauses and seeks.
 * Pure. Party time is in milliseconds of server time, from `startMs` to `endMs`.
 */
import type { Arrival, EventFrame, LogEvent, Timeline, Video } from './generated/protocol';
import { frameOf } from './log-order';
import { endsAt, positionAt } from './timeline';

/** A stretch in which nothing plays. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

const GAP_MIN_MS = 10_000;
/** A gap is skipped to a little before its end, so that one sees what ends it. */
const GAP_LEAD_MS = 1_000;

export class Replay {
  readonly events: readonly EventFrame[];
  readonly startMs: number;
  readonly endMs: number;
  readonly gaps: readonly Gap[];
  /** What each member was called last. */
  readonly names: ReadonlyMap<string, string>;

  /** `nowMs` is where a session that still goes on ends for now. */
  constructor(log: readonly LogEvent[], nowMs: number) {
    this.events = log.map(frameOf).sort((a, b) => a.seq - b.seq);
    const first = this.events.find(({ event }) => event.type === 'played' || arrivalsOf(event).length > 0);
    const last = this.events.at(-1);
    this.startMs = (first ?? this.events[0])?.at ?? nowMs;
    this.endMs = Math.max(this.startMs, last?.event.type === 'ended' ? last.at : nowMs);
    this.names = new Map(
      this.events.flatMap(({ event }) =>
        event.type === 'renamed'
          ? [[event.member, event.name] as const]
          : arrivalsOf(event).map(({ member, name }) => [member, name] as const),
      ),
    );
    this.gaps = this.findGaps();
  }

  get lengthMs(): number {
    return this.endMs - this.startMs;
  }

  get title(): string {
    const created = this.events.find(({ event }) => event.type === 'created')?.event;
    return created?.type === 'created' ? created.title : '';
  }

  /** What played at a party time; null before anything was known. */
  timelineAt(partyMs: number): Timeline | null {
    return this.lastUpTo(partyMs, (event) => event.timeline) ?? null;
  }

  videoAt(partyMs: number): Video | null {
    return this.lastUpTo(partyMs, ({ event }) => videoOf(event)) ?? null;
  }

  /**
   * When a place in a video was on screen: of several times the one nearest to `nearMs`; where it never was, when what is
   * nearest to it was. Null where the video never was.
   */
  whenShown(video: string, position: number, nearMs: number): number | null {
    let best: { off: number; away: number; at: number } | null = null;
    const moves = this.events.filter(({ timeline }) => timeline !== undefined);
    for (const [index, { at: from, timeline }] of moves.entries()) {
      if (timeline === undefined || timeline.video !== video) continue;
      const to = Math.max(from, moves[index + 1]?.at ?? this.endMs);
      const moving = timeline.status === 'playing' && timeline.rate > 0;
      const wanted = moving ? timeline.at + ((position - timeline.position) / timeline.rate) * 1000 : nearMs;
      const at = Math.min(Math.max(wanted, from, this.startMs), to);
      const off = Math.abs(positionAt(timeline, at) - position);
      const away = Math.abs(at - nearMs);
      // Within a frame it is the same place.
      const isSame = best !== null && Math.abs(off - best.off) < 0.05;
      if (best === null || (isSame ? away < best.away : off < best.off)) best = { off, away, at };
    }
    return best?.at ?? null;
  }

  /** Where to go on from a stretch in which nothing plays, or null outside of one. */
  skipFrom(partyMs: number): number | null {
    const gap = this.gaps.find(({ from, to }) => partyMs >= from && partyMs < to - GAP_LEAD_MS);
    return gap === undefined ? null : gap.to - GAP_LEAD_MS;
  }

  /** The number of the last event up to a party time; 0 before the first. */
  seqAt(partyMs: number): number {
    const bound = Math.max(partyMs, this.startMs);
    let [from, to] = [0, this.events.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.events[middle]?.at ?? 0) <= bound) from = middle + 1;
      else to = middle;
    }
    return this.events[from - 1]?.seq ?? 0;
  }

  /** Who was there once the event of this number had happened: their names then, by id, in the order they came. */
  presentAfter(seq: number): ReadonlyMap<string, string> {
    const present = new Map<string, string>();
    for (const { seq: number, event } of this.events) {
      if (number > seq) break;
      for (const { member, name } of arrivalsOf(event)) present.set(member, name);
      for (const member of departuresOf(event)) present.delete(member);
      if (event.type === 'renamed' && present.has(event.member)) present.set(event.member, event.name);
      else if (event.type === 'ended') present.clear();
    }
    return present;
  }

  private lastUpTo<T>(partyMs: number, pick: (event: EventFrame) => T | undefined): T | undefined {
    const bound = Math.max(partyMs, this.startMs);
    let found: T | undefined;
    for (const event of this.events) {
      if (event.at > bound) break;
      found = pick(event) ?? found;
    }
    return found;
  }

  /** Joins the stretches in which the timeline stands still: paused, or at the end of the video. */
  private findGaps(): Gap[] {
    const gaps: Gap[] = [];
    let idleFrom: number | null = this.startMs;
    const close = (to: number) => {
      if (idleFrom !== null && to - idleFrom >= GAP_MIN_MS) gaps.push({ from: idleFrom, to });
    };
    for (const { at, timeline } of this.events) {
      if (timeline === undefined) continue;
      const moves = timeline.status === 'playing' && (endsAt(timeline) ?? Number.POSITIVE_INFINITY) > at;
      if (!moves) {
        idleFrom ??= at;
        continue;
      }
      close(at);
      idleFrom = null;
    }
    close(this.endMs);
    return gaps;
  }
}

/** Returns the timeline that a player should follow at `partyMs`: the party's, or the same standing still. */
export function shownTimeline(timeline: Timeline, partyMs: number, moving: boolean): Timeline {
  if (moving) return timeline;
  return { ...timeline, status: 'paused', position: positionAt(timeline, partyMs) };
}

/** Who became present. */
export function arrivalsOf(event: EventFrame['event']): readonly Arrival[] {
  if (event.type === 'joined') return [event];
  return event.type === 'came' ? event.people : [];
}

/** Who is no longer present. */
export function departuresOf(event: EventFrame['event']): readonly string[] {
  if (event.type === 'left') return [event.member];
  return event.type === 'went' ? event.people.map(({ member }) => member) : [];
}

/** The video that an event put on screen. */
function videoOf(event: EventFrame['event']): Video | undefined {
  switch (event.type) {
    case 'created':
    case 'loaded':
      return event.video;
    case 'undone':
      return event.video ?? undefined;
    default:
      return undefined;
  }
}
