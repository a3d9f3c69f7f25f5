/** What a client knows of a session, and how frames change it. Pure: every change gives a new value. */
import { isOfChat } from './chat-state';
import type {
  Asked,
  EventFrame,
  Hold,
  Member,
  MemberPresence,
  Queue,
  QueueVotes,
  Session,
  SessionState,
  Timeline,
  Welcome,
} from './generated/protocol';
import { queueAfter, votesAfter, withPresent } from './queue';

export interface Known {
  readonly session: Session;
  readonly timeline: Timeline;
  readonly members: ReadonlyMap<string, Member>;
  /** The status change that the others are asked about, if there is one. */
  readonly asked: Asked | null;
  /** What the group waits for, if it does. */
  readonly hold: Hold | null;
  /** What plays, and what waits. */
  readonly queue: Queue;
  /** What I have voted for. */
  readonly votes: QueueVotes;
  /** The events for people to read, oldest first. */
  readonly activity: readonly EventFrame[];
  /** State up to this event was told as a whole; such events are news, but change nothing. */
  readonly toldUpTo: number;
}

const ACTIVITY_MAX = 500;

export function fromSnapshot(snapshot: SessionState, activity: readonly EventFrame[] = []): Known {
  return {
    session: snapshot.session,
    timeline: snapshot.timeline,
    members: new Map(snapshot.members.map((member) => [member.id, member])),
    asked: snapshot.asked,
    hold: snapshot.hold,
    queue: snapshot.queue,
    votes: { items: [], skip: false },
    activity,
    toldUpTo: snapshot.head.seq,
  };
}

/** A welcome tells the latest state; only `resumed` lets the client keep what it has read. */
export function welcomed(known: Known | null, welcome: Welcome): Known {
  const keep = welcome.resume === 'resumed' && known !== null;
  const next = { ...fromSnapshot(welcome, keep ? known.activity : []), votes: welcome.votes };
  if (!keep) return next;
  return { ...next, members: new Map([...known.members, ...next.members]) };
}

export function applied(known: Known, event: EventFrame, me: string): Known {
  // The chat is told in its own place.
  const activity = isOfChat(event) ? known.activity : [...known.activity, event].slice(-ACTIVITY_MAX);
  if (event.seq <= known.toldUpTo) return { ...known, activity };
  const session = sessionAfter(known.session, event);
  return {
    ...known,
    activity,
    timeline: event.timeline ?? known.timeline,
    members: membersAfter(known.members, event),
    asked: askedAfter(known.asked, event),
    hold: holdAfter(known.hold, event),
    queue: withPresent(queueAfter(known.queue, event), session.present),
    votes: votesAfter(known.votes, event, me),
    session,
  };
}

/** Puts events from before the client came in front of its own. */
export function withHistory(known: Known, history: readonly EventFrame[]): Known {
  const first = known.activity[0]?.seq ?? Number.POSITIVE_INFINITY;
  const older = history.filter((event) => event.seq < first && !isOfChat(event));
  return { ...known, activity: [...older, ...known.activity].slice(-ACTIVITY_MAX) };
}

export function withPresence(known: Known, changes: readonly MemberPresence[]): Known {
  const members = new Map(known.members);
  for (const { id, online, standing } of changes) {
    const member = members.get(id);
    if (member !== undefined) members.set(id, { ...member, online, standing });
  }
  return { ...known, members };
}

function membersAfter(
  members: ReadonlyMap<string, Member>,
  { event }: EventFrame,
): ReadonlyMap<string, Member> {
  if (event.type !== 'joined' && event.type !== 'left' && event.type !== 'renamed') return members;
  const known = members.get(event.member);
  const next = new Map(members);
  if (event.type === 'joined') {
    const { member: id, name, role } = event;
    next.set(id, { id, name, role, present: true, online: true, standing: null });
  } else if (known !== undefined) {
    const change = event.type === 'left' ? { present: false, online: false } : { name: event.name };
    next.set(known.id, { ...known, ...change });
  }
  return next;
}

function askedAfter(asked: Asked | null, { event, by }: EventFrame): Asked | null {
  switch (event.type) {
    case 'confirmation_asked':
      return by === null ? null : { change: event.change, by, waiting: event.of, until: event.until };
    case 'answered':
    case 'left':
      return asked && { ...asked, waiting: asked.waiting.filter((id) => id !== event.member) };
    case 'confirmation_closed':
    case 'ended':
      return null;
    default:
      return asked;
  }
}

function holdAfter(hold: Hold | null, { seq, event }: EventFrame): Hold | null {
  switch (event.type) {
    case 'hold_began':
      return { began: seq, reason: event.reason, of: event.of, until: event.until };
    case 'hold_ended':
    case 'ended':
      return null;
    default:
      return hold;
  }
}

/** What the group wants: a wait in the middle of playing is no pause. */
export function wantedStatus({ timeline, hold }: Pick<Known, 'timeline' | 'hold'>): Timeline['status'] {
  return hold !== null && hold.reason !== 'first_start' ? 'playing' : timeline.status;
}

function sessionAfter(session: Session, { event, at }: EventFrame): Session {
  switch (event.type) {
    case 'joined': {
      const present = session.present + 1;
      const members = session.members + (event.visit === 1 ? 1 : 0);
      return { ...session, present, members, peak_members: Math.max(session.peak_members, present) };
    }
    case 'left':
      return { ...session, present: Math.max(0, session.present - 1) };
    case 'rescheduled': {
      const { starts_at: at } = event;
      return { ...session, starts_at: at === null ? null : new Date(at).toISOString() };
    }
    case 'loaded':
      return { ...session, video: event.video, url: event.video.url, length_s: null };
    case 'undone': {
      const { video } = event;
      return video === null ? session : { ...session, video, url: video.url, length_s: null };
    }
    case 'length_set':
      return { ...session, length_s: event.length };
    case 'ended':
      return { ...session, state: 'ended', ended_at: new Date(at).toISOString() };
    default:
      return session;
  }
}
