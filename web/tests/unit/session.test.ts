import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EventFrame, EventPage, Joined } from '../../src/client';
import { LiveSession, Rest, UnreachableError } from '../../src/client';
import { type Channel, type ChannelOptions, DirectChannel } from '../../src/client/channel';
import { WorkerChannel } from '../../src/client/worker-channel';
import { event, FakeSocket, joined, logEvent, session, settled, snapshot, welcome } from './support';
import { servingPort } from './world/ports';

/** A REST end that answers from a log in memory. */
class FakeRest extends Rest {
  log: EventFrame[] = [];
  asked: number[] = [];
  away = false;

  override async events(_id: string, after: number, limit: number): Promise<EventPage> {
    this.asked.push(after);
    if (this.away) throw new UnreachableError('away');
    const events = this.log.filter(({ seq }) => seq > after).slice(0, limit);
    return { events: events.map(logEvent), head: { seq: this.log.length, hash: 'h' } };
  }
}

type Surroundings = Pick<ChannelOptions, 'WebSocket' | 'fetch' | 'random'>;

const noAnswer: typeof fetch = () => Promise.reject(new TypeError('failed to fetch'));

const channels: [string, (options: ChannelOptions, around: Surroundings) => Channel][] = [
  ['on the thread of the page', (options, around) => new DirectChannel({ ...options, ...around })],
  ['in a worker', (options, around) => new WorkerChannel(options, servingPort(around))],
];

let rest: FakeRest;
let openChannel: (typeof channels)[number][1];
let join: () => Promise<Joined>;
let send: typeof fetch;

async function enter(head = 3): Promise<LiveSession> {
  const WebSocket = FakeSocket.install();
  const channel = (options: ChannelOptions) =>
    openChannel(options, { WebSocket, fetch: (url) => send(url), random: () => 0.5 });
  const live = await LiveSession.enter({ rest, id: 's1', join: () => join(), channel });
  await settled();
  FakeSocket.last.open();
  FakeSocket.last.receive(welcome(head, 'fresh'));
  await settled();
  rest.asked = [];
  return live;
}

function tell(frame: EventFrame): void {
  FakeSocket.last.receive({ type: 'event', ...frame });
}

async function reconnect(): Promise<void> {
  FakeSocket.last.drop(1006);
  await vi.advanceTimersByTimeAsync(500);
  FakeSocket.last.open();
}

beforeEach(() => {
  vi.useFakeTimers();
  rest = new FakeRest();
  join = async () => joined(3);
  send = noAnswer;
});

afterEach(() => {
  vi.useRealTimers();
});

describe.each(channels)('a session whose channel is %s', (_, open) => {
  beforeEach(() => {
    openChannel = open;
  });

  describe('before the welcome', () => {
    test.each([
      ['what was known before the join stands, and me in it', 8, 8],
      ['what nobody had read is read', undefined, 5],
    ])('%s', async (_what, knownSeq, seen) => {
      const { snapshot: _left, ...minimal } = joined(3);
      const carl = { ...minimal.member, id: 'carl', name: 'Carl' };
      rest.session = async (id, token) => {
        expect([id, token]).toEqual(['s1', 'member-token']);
        return snapshot(5);
      };
      const known = knownSeq === undefined ? undefined : snapshot(knownSeq);
      const channel = (options: ChannelOptions) =>
        openChannel(options, { WebSocket: FakeSocket.install(), fetch: send, random: () => 0.5 });
      const enter = { rest, id: 's1', join: async () => ({ ...minimal, member: carl }), channel };
      const { view } = await LiveSession.enter({ ...enter, known });
      expect(view.toldUpTo).toBe(seen);
      expect(view.members.get('carl')?.name).toBe('Carl');
      expect(view.connection).toBe('connecting');
    });
  });

  describe('the log is applied in order', () => {
    test('the next event changes the timeline', async () => {
      const live = await enter();
      tell(event(4, { type: 'played' }, { status: 'playing' }));
      expect(live.view.timeline).toMatchObject({ status: 'playing', rev: 4 });
    });

    test('an event that is known is dropped', async () => {
      const live = await enter();
      const heard = vi.fn();
      live.subscribe({ event: heard });
      tell(event(4, { type: 'played' }, { status: 'playing' }));
      tell(event(4, { type: 'played' }, { status: 'playing' }));
      tell(event(3, { type: 'paused', reason: 'asked' }, { status: 'paused' }));
      expect(heard).toHaveBeenCalledOnce();
      expect(live.view.timeline.status).toBe('playing');
    });

    test('an event ahead waits until the gap is closed, and nothing is applied out of order', async () => {
      const live = await enter();
      const seen: number[] = [];
      live.subscribe({ event: ({ seq }) => seen.push(seq) });
      rest.log = [1, 2, 3, 4, 5].map((seq) =>
        event(seq, { type: 'seeked', from: 0, to: seq }, { position: seq }),
      );
      tell(event(6, { type: 'played' }, { status: 'playing', position: 5 }));
      expect(live.view.timeline.rev).toBe(1);
      await settled();
      expect(rest.asked).toEqual([3]);
      expect(seen).toEqual([4, 5, 6]);
      expect(live.view.timeline).toMatchObject({ rev: 6, status: 'playing' });
    });

    test('a gap that cannot be closed is left to a resume', async () => {
      const live = await enter();
      rest.away = true;
      tell(event(9, { type: 'played' }, { status: 'playing' }));
      await settled();
      expect(live.view.connection).toBe('reconnecting');
      await vi.advanceTimersByTimeAsync(500);
      FakeSocket.last.open();
      expect(FakeSocket.last.of('hello')[0]).toMatchObject({ resume: { seq: 3, hash: 'h3' } });
    });

    test('the same events in any order give the same state', async () => {
      const frames = [
        event(4, { type: 'played' }, { status: 'playing' }),
        event(5, { type: 'seeked', from: 1, to: 40 }, { status: 'playing', position: 40 }),
        event(6, { type: 'paused', reason: 'asked' }, { position: 44 }),
      ];
      for (const order of [
        [0, 1, 2],
        [2, 1, 0],
        [1, 2, 0],
        [2, 0, 1],
        [0, 2, 1],
        [1, 0, 2],
      ]) {
        const live = await enter();
        rest.log = [1, 2, 3].map((seq) => event(seq, { type: 'played' })).concat(frames);
        for (const i of order) {
          const frame = frames[i];
          if (frame !== undefined) tell(frame);
        }
        await settled();
        expect(live.view.timeline, String(order)).toMatchObject({ rev: 6, position: 44, status: 'paused' });
      }
    });
  });

  describe('coming back', () => {
    test('a service that is away is said to be until it is live again, whatever is tried meanwhile', async () => {
      send = async () => new Response('bad gateway', { status: 502 });
      const live = await enter();
      const seen: string[] = [];
      live.subscribe({
        view: ({ connection }) => {
          if (seen.at(-1) !== connection) seen.push(connection);
        },
      });
      for (const waitMs of [500, 1_000, 2_000, 4_000]) {
        FakeSocket.last.drop(1006);
        await vi.advanceTimersByTimeAsync(waitMs);
      }
      expect(live.view.connection).toBe('away');
      FakeSocket.last.open();
      FakeSocket.last.receive(welcome(3, 'resumed'));
      expect(seen).toEqual(['reconnecting', 'away', 'live']);
    });

    test('resumes from the last event that was applied', async () => {
      const live = await enter();
      tell(event(4, { type: 'played' }, { status: 'playing' }));
      await reconnect();
      expect(live.view.connection).toBe('reconnecting');
      expect(FakeSocket.last.of('hello')).toEqual([
        { type: 'hello', token: 'member-token', resume: { seq: 4, hash: 'h4' } },
      ]);
    });

    test('missed events are read but do not move the timeline back', async () => {
      const live = await enter();
      await reconnect();
      const news = vi.fn();
      live.subscribe({ event: news });
      FakeSocket.last.receive(welcome(5, 'resumed', { position: 50, rev: 5 }));
      tell(event(4, { type: 'seeked', from: 0, to: 20 }, { position: 20 }));
      expect(live.view.timeline).toMatchObject({ position: 50, rev: 5 });
      tell(event(5, { type: 'seeked', from: 20, to: 50 }, { position: 50 }));
      tell(event(6, { type: 'seeked', from: 50, to: 60 }, { position: 60 }));
      expect(live.view.timeline).toMatchObject({ position: 60, rev: 6 });
      expect(live.view.activity.map(({ seq }) => seq)).toEqual([4, 5, 6]);
      expect(news).toHaveBeenCalledTimes(1);
    });

    test('a reset forgets the log and begins with the state that was told', async () => {
      const live = await enter();
      tell(event(4, { type: 'played' }, { status: 'playing' }));
      await reconnect();
      FakeSocket.last.receive(welcome(2, 'reset', { position: 7, rev: 2 }));
      expect(live.view.activity).toEqual([]);
      tell(event(3, { type: 'played' }, { status: 'playing', position: 7 }));
      expect(live.view.timeline).toMatchObject({ rev: 3, status: 'playing' });
    });

    test('an unanswered command is sent again once, with the same id', async () => {
      const live = await enter();
      const outcome = live.ask({ type: 'pause' });
      const id = FakeSocket.last.of('command')[0]?.id as string;
      expect(FakeSocket.last.of('command')[0]).toMatchObject({ based_on: 3, command: { type: 'pause' } });
      await reconnect();
      FakeSocket.last.receive(welcome(3, 'resumed'));
      expect(FakeSocket.last.of('command').map((frame) => frame.id)).toEqual([id]);
      FakeSocket.last.receive({ type: 'done', id, seq: 4 });
      expect(await outcome).toEqual({ kind: 'done', seq: 4 });
      await reconnect();
      FakeSocket.last.receive(welcome(4, 'resumed'));
      expect(FakeSocket.last.of('command')).toEqual([]);
    });

    test('a refused token is replaced by joining again', async () => {
      const live = await enter();
      join = async () => ({ ...joined(3), token: 'new-token' });
      FakeSocket.last.drop(4401);
      await settled();
      FakeSocket.last.open();
      expect(FakeSocket.last.of('hello')[0]).toMatchObject({ token: 'new-token' });
      FakeSocket.last.drop(4401);
      await settled();
      expect(live.view).toMatchObject({ connection: 'stopped', stopped: 'not_let_in' });
    });

    test('silence is a lost connection', async () => {
      const live = await enter();
      await vi.advanceTimersByTimeAsync(11_000);
      expect(FakeSocket.all[0]?.closed).toBe(true);
      expect(live.view.connection).toBe('reconnecting');
    });

    test('answered pings keep the connection and give the clock', async () => {
      const live = await enter();
      for (let i = 0; i < 60; i += 1) {
        await vi.advanceTimersByTimeAsync(500);
        for (const { id, t1 } of FakeSocket.last.of('ping').splice(0) as { id: number; t1: number }[]) {
          const now = performance.now() + 5_000;
          FakeSocket.last.receive({ type: 'pong', id, t1, t2: now, t3: now });
        }
        FakeSocket.last.sent.length = 0;
      }
      expect(FakeSocket.all).toHaveLength(1);
      expect(live.view.connection).toBe('live');
      expect(Math.abs((live.serverNow() ?? 0) - performance.now() - 5_000)).toBeLessThan(500);
    });
  });

  /** ROL-16 */
  test('who was removed is told so, and does not come back by themselves', async () => {
    const live = await enter();
    FakeSocket.last.receive({ type: 'error', code: 'removed', message: 'Ana removed you: spoilers' });
    FakeSocket.last.drop(4410);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(live.view).toMatchObject({ stopped: 'removed', removal: 'Ana removed you: spoilers' });
  });

  describe('people', () => {
    test('join, leave, rename and presence', async () => {
      const live = await enter();
      tell(event(4, { type: 'joined', member: 'cem', name: 'Cem', role: 'member', visit: 1 }));
      expect(live.view.members.get('cem')).toMatchObject({ name: 'Cem', present: true });
      expect(live.view.session).toMatchObject({ present: 3, members: 3, peak_members: 3 });
      tell(event(5, { type: 'renamed', member: 'cem', name: 'Cemal' }));
      FakeSocket.last.receive({
        type: 'presence',
        members: [
          { id: 'cem', online: false, standing: null },
          { id: 'zoe', online: true, standing: null },
        ],
        online: 2,
      });
      expect(live.view.members.get('cem')).toMatchObject({
        name: 'Cemal',
        present: true,
        online: false,
        standing: null,
      });
      expect(live.view.members.has('zoe')).toBe(false);
      tell(event(6, { type: 'left', member: 'cem', joined: 4, reason: 'gone' }));
      expect(live.view.members.get('cem')).toMatchObject({ present: false });
      expect(live.view.session).toMatchObject({ present: 2, members: 3, peak_members: 3 });
    });

    test('several come and go in one event', async () => {
      const live = await enter();
      const people = ['cem', 'dov'].map((member) => ({
        member,
        name: member,
        role: 'member' as const,
        visit: 1,
      }));
      tell(event(4, { type: 'came', people, count: 2, newcomers: 2, present: 4 }));
      expect(live.view.members.get('dov')).toMatchObject({ present: true });
      expect(live.view.session).toMatchObject({ present: 4, members: 4, peak_members: 4 });
      const gone = people.map(({ member }) => ({ member, joined: 4, reason: 'gone' as const }));
      tell(event(5, { type: 'went', people: gone, count: 2, present: 2 }));
      expect(live.view.members.get('dov')).toMatchObject({ present: false, name: 'dov' });
      expect(live.view.session).toMatchObject({ present: 2, members: 4, peak_members: 4 });
      expect(live.view.knowsEverybody).toBe(true);
    });

    /** LIV-14 */
    test('of a crowd the counts are known, and not everybody', async () => {
      const live = await enter();
      const people = [{ member: 'cem', name: 'Cem', role: 'member' as const, visit: 1 }];
      tell(event(4, { type: 'came', people, count: 90, newcomers: 80, present: 92 }));
      expect(live.view.session).toMatchObject({ present: 92, members: 82, peak_members: 92 });
      expect(live.view.knowsEverybody).toBe(false);
      FakeSocket.last.receive({ type: 'presence', members: [], online: 71 });
      expect(live.view.online).toBe(71);
      tell(event(5, { type: 'went', people: [], count: 90, present: 2 }));
      expect(live.view.session).toMatchObject({ present: 2, peak_members: 92 });
      expect(live.view.knowsEverybody, 'who of them went was not told').toBe(false);
      await reconnect();
      FakeSocket.last.receive(welcome(5, 'resumed'));
      expect(live.view.knowsEverybody, 'a welcome lists all who are left').toBe(true);
      expect(live.view.members.get('cem')).toMatchObject({ name: 'Cem', present: false });
    });

    test('who ends the session is answered by its end, also where the connection closes before', async () => {
      const live = await enter();
      const [end, pause] = [live.ask({ type: 'end' }), live.ask({ type: 'pause' })];
      tell(event(4, { type: 'ended', reason: 'asked' }));
      live.close();
      expect(await end).toEqual({ kind: 'done', seq: 4 });
      expect(await pause).toEqual({ kind: 'unanswered' });
    });

    test('the end of the session is known', async () => {
      const live = await enter();
      tell(event(4, { type: 'ended', reason: 'asked' }));
      expect(live.view.session.state).toBe('ended');
      expect(session.state).toBe('live');
    });
  });

  test('what happened before I came is shown, but changes nothing', async () => {
    rest.log = [1, 2, 3].map((seq) =>
      event(seq, { type: 'seeked', from: 0, to: seq }, { position: seq * 10 }),
    );
    const live = await enter();
    expect(live.view.activity.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(live.view.timeline.position).toBe(0);
  });
});
