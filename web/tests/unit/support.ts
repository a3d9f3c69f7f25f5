/** Scripted ends for the tests: a WebSocket whose server is the test, a seeded random source, sample values. */
import { vi } from 'vitest';
import type {
  Confirmation,
  Event,
  EventFrame,
  Joined,
  LogEvent,
  Member,
  Queue,
  ServerFrame,
  Session,
  SessionState,
  Settings,
  Timeline,
  Welcome,
} from '../../src/client';

/** A small seeded generator (mulberry32): the same seed gives the same run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class FakeSocket {
  static all: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((close: { code: number }) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    FakeSocket.all.push(this);
  }

  static get last(): FakeSocket {
    const last = FakeSocket.all.at(-1);
    if (last === undefined) throw new Error('no socket was opened');
    return last;
  }

  static install(): typeof WebSocket {
    FakeSocket.all = [];
    return FakeSocket as unknown as typeof WebSocket;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.onopen?.();
  }

  receive(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  drop(code: number): void {
    this.onclose?.({ code });
  }

  /** The frames of one type that the client has sent. */
  of(type: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame.type === type);
  }
}

/** Lets everything run that waits for promises only. */
export async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

export const ana: Member = {
  id: 'ana',
  name: 'Ana',
  role: 'host',
  present: true,
  online: true,
  since: 2,
  mute: null,
  banned: false,
  standing: null,
};
export const ben: Member = {
  id: 'ben',
  name: 'Ben',
  role: 'member',
  present: true,
  online: true,
  since: 3,
  mute: null,
  banned: false,
  standing: null,
};

export function timeline(part: Partial<Timeline> = {}): Timeline {
  return { video: 'v1', status: 'paused', position: 0, rate: 1, at: 1_000_000, rev: 1, ...part };
}

export const session: Session = {
  id: 's1',
  title: 'Film night',
  url: 'https://example.org/film.mp4',
  video: { id: 'v1', url: 'https://example.org/film.mp4', kind: 'file' },
  state: 'live',
  visibility: 'public',
  host: 'ana',
  starts_at: null,
  created_at: '2026-01-01T20:00:00.000Z',
  ended_at: null,
  duration_s: 60,
  length_s: null,
  members: 2,
  present: 2,
  peak_members: 2,
};

export const confirmation: Confirmation = { policy: 'off', within_s: 60 };

export const queue: Queue = {
  on_screen: { id: 1, video: session.video, title: session.title, length: null, by: 'ana', votes: 0 },
  items: [],
  settings: { order: 'by_hand', repeat: 'off', gap_s: 5 },
  announced: null,
  has_previous: false,
  skips: 0,
  skips_needed: 2,
};

export const settings: Settings = {
  control: 'everyone',
  newcomers: 'member',
  slow_mode_s: 0,
  links: true,
  permissions: {
    viewer: ['queue_vote', 'say', 'react', 'edit_own', 'predict_pick'],
    member: ['play_pause', 'seek', 'set_rate', 'load', 'queue_vote', 'say', 'react', 'link'],
    co_host: [
      'play_pause',
      'seek',
      'set_rate',
      'load',
      'undo_others',
      'queue_manage',
      'say',
      'mute',
      'kick',
      'ban',
      'settings',
      'roles',
    ],
  },
};

export function snapshot(seq: number, part: Partial<Timeline> = {}): SessionState {
  const head = { seq, hash: `h${seq}` };
  return {
    session,
    timeline: timeline(part),
    confirmation,
    asked: null,
    start: 'at_once',
    hold: null,
    queue,
    settings,
    members: [ana, ben],
    online: 2,
    head,
  };
}

export function joined(seq: number): Joined {
  const endpoints = { live: 'ws://test/api/sessions/s1/live', commands: '/c', events: '/e' };
  return { member: ana, token: 'member-token', snapshot: snapshot(seq), endpoints };
}

export function welcome(
  seq: number,
  resume: Welcome['resume'],
  part: Partial<Timeline> = {},
): Extract<ServerFrame, { type: 'welcome' }> {
  return { type: 'welcome', member: ana, votes: { items: [], skip: false }, resume, ...snapshot(seq, part) };
}

export function event(
  seq: number,
  what: Event,
  part?: Partial<Timeline>,
  by: string | null = 'ben',
): EventFrame {
  const frame = { seq, hash: `h${seq}`, at: 1_000_000 + seq * 1_000, by, event: what };
  return part === undefined ? frame : { ...frame, timeline: timeline({ rev: seq, ...part }) };
}

export function logEvent(frame: EventFrame): LogEvent {
  const { event: what, at, ...rest } = frame;
  return { ...rest, at: new Date(at).toISOString(), ...what } as LogEvent;
}
