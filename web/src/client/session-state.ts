/** What a client knows of a session, and how frames change it. Pure: every change gives a new value. */
import { isOfChat } from './chat-state';
import type {
  Arrival,
  Asked,
  Confirmation,
  EventFrame,
  Hold,
  Member,
  MemberPresence,
  Queue,
  QueueVotes,
  Session,
  SessionState,
  Settings,
  SettingsChange,
  StartPolicy,
  Timeline,
  Welcome,
} from './generated/protocol';
import { queueAfter, votesAfter, withPresent } from './queue';

export interface Known {
  readonly session: Session;
  readonly timeline: Timeline;
  readonly members: ReadonlyMap<string, Member>;
  /** Whether `members` has everybody who is present, as they are now: in a crowd, most are only counted. */
  readonly knowsEverybody: boolean;
  /** How many are connected. */
  readonly online: number;
  /** The status change that the others are asked about, if there is one. */
  readonly asked: Asked | null;
  /** What the group waits for, if it does. */
  readonly hold: Hold | null;
  /** What plays, and what waits. */
  readonly queue: Queue;
  /** What I have voted for. */
  readonly votes: QueueVotes;
  /** Whether status changes must be confirmed. */
  readonly confirmation: Confirmation;
  /** When a video starts for the first time. */
  readonly start: StartPolicy;
  readonly settings: Settings;
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
    knowsEverybody: snapshot.members.filter((member) => member.present).length === snapshot.session.present,
    online: snapshot.online,
    asked: snapshot.asked,
    hold: snapshot.hold,
    queue: snapshot.queue,
    votes: { items: [], skip: false },
    confirmation: snapshot.confirmation,
    start: snapshot.start,
    settings: snapshot.settings,
    activity,
    toldUpTo: snapshot.head.seq,
  };
}

/** A welcome tells the latest state; only `resumed` lets the client keep what it has read. */
export function welcomed(known: Known | null, welcome: Welcome): Known {
  const keep = welcome.resume === 'resumed' && known !== null;
  const told = fromSnapshot(welcome, keep ? known.activity : []);
  // Of a crowd, not everybody is listed, but I know myself.
  const members = new Map([[welcome.member.id, welcome.member], ...told.members]);
  const next = { ...told, members, votes: welcome.votes };
  if (!keep) return next;
  // Whom a whole list does not have is not present any more, but still has a name.
  const before = [...known.members].map(([id, member]) => [id, { ...member, ...ABSENT }] as const);
  return { ...next, members: new Map([...before, ...next.members]) };
}

export function applied(known: Known, event: EventFrame, me: string): Known {
  // The chat is told in its own place.
  const before = event.event.type === 'erased' ? withoutNameOf(known.activity, event.event) : known.activity;
  const activity = isOfChat(event) ? before : [...before, event].slice(-ACTIVITY_MAX);
  if (event.seq <= known.toldUpTo) {
    // A crowd's snapshot does not name everybody.
    const isErased = event.event.type === 'erased';
    return { ...known, activity, members: isErased ? membersAfter(known.members, event) : known.members };
  }
  const session = sessionAfter(known.session, event);
  return {
    ...known,
    activity,
    timeline: event.timeline ?? known.timeline,
    members: membersAfter(known.members, event),
    knowsEverybody: known.knowsEverybody && namesAll(event),
    asked: askedAfter(known.asked, event),
    hold: holdAfter(known.hold, event),
    queue: withPresent(queueAfter(known.queue, event), session.present),
    votes: votesAfter(known.votes, event, me),
    session,
    ...(event.event.type === 'settings_changed' ? settingsAfter(known, event.event) : {}),
  };
}

/** What was told of somebody who is deleted tells their name no more, nor what somebody said about them. */
function withoutNameOf(
  activity: readonly EventFrame[],
  erased: { member: string; name: string },
): readonly EventFrame[] {
  return activity.map((told) => {
    const isBy = told.by === erased.member && told.by_name !== undefined;
    const frame = isBy ? { ...told, by_name: erased.name } : told;
    const { event, by } = frame;
    switch (event.type) {
      case 'came': {
        const people = event.people.map((one) =>
          one.member === erased.member ? { ...one, name: erased.name } : one,
        );
        return { ...frame, event: { ...event, people } };
      }
      case 'joined':
      case 'renamed':
        return event.member === erased.member ? { ...frame, event: { ...event, name: erased.name } } : frame;
      case 'kicked':
      case 'banned':
      case 'muted': {
        const isTheirs = event.member === erased.member || by === erased.member;
        return isTheirs ? { ...frame, event: { ...event, reason: null } } : frame;
      }
      default:
        return frame;
    }
  });
}

/** Puts events from before the client came in front of its own. */
export function withHistory(known: Known, history: readonly EventFrame[]): Known {
  const first = known.activity[0]?.seq ?? Number.POSITIVE_INFINITY;
  const older = history.filter((event) => event.seq < first && !isOfChat(event));
  return { ...known, activity: [...older, ...known.activity].slice(-ACTIVITY_MAX) };
}

export function withPresence(known: Known, changes: readonly MemberPresence[], online: number): Known {
  const members = new Map(known.members);
  for (const { id, online, standing } of changes) {
    const member = members.get(id);
    if (member !== undefined) members.set(id, { ...member, online, standing });
  }
  return { ...known, members, online };
}

function membersAfter(
  members: ReadonlyMap<string, Member>,
  { seq, by, event }: EventFrame,
): ReadonlyMap<string, Member> {
  const next = new Map(members);
  const change = (id: string, to: Partial<Member>) => {
    const known = next.get(id);
    if (known !== undefined) next.set(id, { ...known, ...to });
  };
  const arrive = ({ member: id, name, role }: Arrival) => {
    const mute = members.get(id)?.mute ?? null;
    next.set(id, {
      id,
      name,
      role,
      present: true,
      online: true,
      standing: null,
      since: seq,
      mute,
      banned: false,
    });
  };
  switch (event.type) {
    case 'joined':
      arrive(event);
      break;
    case 'came':
      event.people.forEach(arrive);
      break;
    case 'left':
      change(event.member, ABSENT);
      break;
    case 'went':
      for (const { member } of event.people) change(member, ABSENT);
      break;
    case 'renamed':
      change(event.member, { name: event.name });
      break;
    case 'erased':
      change(event.member, { name: event.name, erased: true });
      break;
    case 'role_changed':
      change(event.member, { role: event.role });
      break;
    case 'handed_over':
      // Who was erased is nobody any more; the server handed it over.
      change(event.from, { role: by === null ? 'member' : 'co_host' });
      change(event.to, { role: 'host', mute: null });
      break;
    case 'banned':
      change(event.member, { banned: true });
      if (members.get(event.member)?.role === 'co_host') change(event.member, { role: 'member' });
      break;
    case 'unbanned':
      change(event.member, { banned: false });
      break;
    case 'muted':
      change(event.member, { mute: { until: event.until, scope: event.scope } });
      break;
    case 'unmuted':
      change(event.member, { mute: null });
      break;
    default:
      return members;
  }
  return next;
}

function settingsAfter(known: Known, change: SettingsChange): Partial<Known> {
  const { settings } = known;
  const { permissions } = settings;
  return {
    confirmation: change.confirmation ?? known.confirmation,
    start: change.start ?? known.start,
    settings: {
      control: change.control ?? settings.control,
      newcomers: change.newcomers ?? settings.newcomers,
      slow_mode_s: change.slow_mode_s ?? settings.slow_mode_s,
      links: change.links ?? settings.links,
      permissions: {
        viewer: change.viewer ?? permissions.viewer,
        member: change.member ?? permissions.member,
        co_host: change.co_host ?? permissions.co_host,
      },
    },
  };
}

const ABSENT = { present: false, online: false, since: null } satisfies Partial<Member>;

/** Whether an event tells of everybody whom it is about. */
export function namesAll({ event }: EventFrame): boolean {
  return (event.type !== 'came' && event.type !== 'went') || event.people.length === event.count;
}

function askedAfter(asked: Asked | null, { event, by }: EventFrame): Asked | null {
  switch (event.type) {
    case 'confirmation_asked':
      return by === null ? null : { change: event.change, by, waiting: event.of, until: event.until };
    case 'went': {
      const gone = new Set(event.people.map(({ member }) => member));
      return asked && { ...asked, waiting: asked.waiting.filter((id) => !gone.has(id)) };
    }
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
    case 'came': {
      const { present, newcomers } = event;
      const peak_members = Math.max(session.peak_members, present);
      return { ...session, present, members: session.members + newcomers, peak_members };
    }
    case 'went':
      return { ...session, present: event.present };
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
    case 'handed_over':
      return { ...session, host: event.to };
    case 'settings_changed': {
      const { title = session.title, visibility = session.visibility } = event;
      return { ...session, title, visibility };
    }
    case 'length_set':
      return { ...session, length_s: event.length };
    case 'ended':
      return { ...session, state: 'ended', ended_at: new Date(at).toISOString() };
    default:
      return session;
  }
}
