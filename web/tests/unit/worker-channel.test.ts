import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Channel, ChannelOptions } from '../../src/client/channel';
import { ClockGap } from '../../src/client/clock-gap';
import { ClockReading, leadMs } from '../../src/client/clock-reading';
import type { SocketPhase } from '../../src/client/socket';
import { WorkerChannel } from '../../src/client/worker-channel';
import { type FromWorker, serve, type ToWorker } from '../../src/client/worker-end';
import { event, FakeSocket, welcome } from './support';
import { brokenPort, servingPort } from './world/ports';

const HOUR_MS = 3_600_000;

let ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends) end();
  ends = [];
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function options(part: Partial<ChannelOptions> = {}): ChannelOptions {
  return {
    url: 'ws://test/live',
    hello: async () => ({ token: 't1' }),
    onFrame: () => {},
    onPhase: () => {},
    onTokenRefused: async () => 'stop',
    onGone: () => {},
    onBroken: () => {},
    ...part,
  };
}

/** Through a real channel, where every message takes its time. */
function overChannel(part: Partial<ChannelOptions> = {}): { channel: Channel; stopped: () => void } {
  const { port1: page, port2: worker } = new MessageChannel();
  const stopped = vi.fn();
  serve(worker as never, { WebSocket: FakeSocket.install(), random: () => 0, onStop: stopped });
  const channel = new WorkerChannel(options(part), page as never);
  for (const port of [page, worker]) port.start();
  ends.push(() => page.close());
  return { channel, stopped };
}

describe('over a real channel', () => {
  test('the hello counts every frame that arrived before the loss', async () => {
    let last = 0;
    const { channel } = overChannel({
      hello: async () => ({ token: 't1', ...(last > 0 && { resume: { seq: last, hash: `h${last}` } }) }),
      onFrame: (frame) => {
        if (frame.type === 'event') last = frame.seq;
      },
    });
    channel.start();
    await vi.waitFor(() => FakeSocket.last.open());
    FakeSocket.last.receive(welcome(3, 'fresh'));
    for (const seq of [4, 5, 6])
      FakeSocket.last.receive({ type: 'event', ...event(seq, { type: 'played' }) });
    FakeSocket.last.drop(4409);
    await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(2));
    FakeSocket.last.open();
    expect(FakeSocket.last.of('hello')[0]).toMatchObject({ resume: { seq: 6, hash: 'h6' } });
  });

  test('it sends while it is live, and says when it does not', async () => {
    const { channel } = overChannel();
    const leave = { type: 'command', id: 'a', based_on: null, command: { type: 'leave' } } as const;
    expect(channel.send(leave)).toBe(false);
    channel.start();
    await vi.waitFor(() => FakeSocket.last.open());
    FakeSocket.last.receive(welcome(1, 'fresh'));
    await vi.waitFor(() => expect(channel.send(leave)).toBe(true));
    await vi.waitFor(() => expect(FakeSocket.last.of('command')).toHaveLength(1));
  });

  test('after stop the worker ends, and the page hears nothing more', async () => {
    const phases: SocketPhase[] = [];
    const { channel, stopped } = overChannel({ onPhase: (phase) => phases.push(phase) });
    channel.start();
    await vi.waitFor(() => FakeSocket.last.open());
    FakeSocket.last.receive(welcome(1, 'fresh'));
    channel.stop();
    await vi.waitFor(() => expect(stopped).toHaveBeenCalledOnce());
    expect(FakeSocket.last.closed).toBe(true);
    expect(phases.filter((phase) => phase === 'live' || phase === 'stopped')).toEqual(['stopped']);
  });
});

test('a worker that cannot be loaded is told, once; one that worked has not failed', () => {
  const onBroken = vi.fn();
  const broken = brokenPort();
  new WorkerChannel(options({ onBroken }), broken).start();
  broken.fail();
  broken.fail();
  expect(onBroken).toHaveBeenCalledOnce();
  const working = servingPort({ WebSocket: FakeSocket.install() });
  new WorkerChannel(options({ onBroken }), working).start();
  (working as ReturnType<typeof brokenPort>).fail();
  expect(onBroken).toHaveBeenCalledOnce();
});

describe('from the clock of the worker to that of the page', () => {
  const SERVER_MS = 1_700_000_000_000;
  let posted: ToWorker[] = [];
  let say: (message: FromWorker) => void = () => {};
  let channel: WorkerChannel;

  beforeEach(() => {
    vi.useFakeTimers();
    posted = [];
    channel = new WorkerChannel(options(), {
      postMessage: (message) => posted.push(message),
      addEventListener: (type: string, listener: (message: { data: FromWorker }) => void) => {
        if (type === 'message') say = (data) => listener({ data });
      },
    });
  });

  /** The worker's clock is `gapMs` ahead, and its origin says `originsMs` instead. */
  function measured(gapMs: number, originsMs: number, wayMs: number): void {
    channel.start();
    const sent = performance.now();
    vi.advanceTimersByTime(wayMs);
    const there = performance.now() + gapMs;
    vi.advanceTimersByTime(wayMs);
    say({ type: 'tock', sent, there, origin: performance.timeOrigin - originsMs });
    const at = performance.now() + gapMs;
    const offsetMs = SERVER_MS - at;
    const rest = {
      uncertaintyMs: 1,
      boundMs: 1,
      roundTripMs: 2,
      roundTripP50Ms: 2,
      roundTripP95Ms: 3,
      samples: 9,
    };
    say({
      type: 'measured',
      measured: { estimate: { offsetMs, skew: 0, ...rest }, at, lead: leadMs(performance.now()) - gapMs },
    });
  }

  const serverNow = () => performance.now() + (channel.clock()?.offsetMs ?? Number.NaN);

  test('honest origins are believed, however long the messages take', () => {
    measured(-5_000, -5_000, 80);
    expect(serverNow()).toBeCloseTo(SERVER_MS, 3);
  });

  test('wrong origins are corrected as far as a message there and back proves', () => {
    measured(-5_000, -4_000, 2);
    expect(Math.abs(serverNow() - SERVER_MS)).toBeLessThanOrEqual(2.001);
  });

  test('a page that slept knows no time until the worker has measured anew', () => {
    measured(-5_000, -5_000, 1);
    posted = [];
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3 * HOUR_MS);
    expect(channel.clock()).toBeNull();
    expect(posted).toEqual([{ type: 'wake' }]);
  });
});

test('messages narrow the gap, and slow ones do no harm', () => {
  const gap = new ClockGap(30);
  gap.narrow(0, 15, 20);
  expect(gap.ms).toBe(15);
  gap.narrow(100, 110.5, 101);
  expect(gap.ms).toBe(10.5);
  gap.narrow(200, 500, 900);
  expect(gap.ms).toBe(10.5);
});

test('a reading ages along its skew, and clocks that part slowly are no jump', () => {
  vi.useFakeTimers();
  const onJump = vi.fn();
  const reading = new ClockReading(onJump);
  const rest = {
    uncertaintyMs: 1,
    boundMs: 1,
    roundTripMs: 2,
    roundTripP50Ms: 2,
    roundTripP95Ms: 3,
    samples: 9,
  };
  const now = performance.now();
  reading.take({ estimate: { offsetMs: 100, skew: 50e-6, ...rest }, at: now, lead: leadMs(now) });
  vi.advanceTimersByTime(HOUR_MS);
  const parted = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 300);
  expect(reading.now()).toMatchObject({ offsetMs: 280, uncertaintyMs: 181 });
  parted.mockReturnValue(Date.now() + 2_000);
  expect(reading.now()).toBeNull();
  expect(onJump).toHaveBeenCalledOnce();
});
