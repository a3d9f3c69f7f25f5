import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  comeback,
  LiveSocket,
  type SocketOptions,
  type SocketPhase,
  SUBPROTOCOL,
} from '../../src/client/socket';
import { FakeSocket, settled, welcome } from './support';

let phases: SocketPhase[] = [];
/** What an ordinary request to the same address is answered, and how often there was one. */
let answer: () => Promise<Response>;
let requests = 0;

const there = async () => new Response('{"code":"bad_request"}', { status: 400 });
const off = async () => new Response('{"code":"service_off"}', { status: 503 });
const deadUpstream = async () => new Response('<html>bad gateway</html>', { status: 502 });
const noNetwork = () => Promise.reject(new TypeError('failed to fetch'));

function socket(part: Partial<SocketOptions> = {}): LiveSocket {
  return new LiveSocket({
    url: 'ws://test/live',
    hello: async () => ({ token: 't1' }),
    onFrame: () => {},
    onPhase: (phase) => phases.push(phase),
    onTokenRefused: async () => 'stop',
    onGone: () => {},
    WebSocket: FakeSocket.install(),
    fetch: async () => {
      requests += 1;
      return answer();
    },
    random: () => 0.5,
    ...part,
  });
}

async function goLive(live: LiveSocket): Promise<void> {
  live.start();
  await settled();
  FakeSocket.last.open();
  FakeSocket.last.receive(welcome(1, 'fresh'));
}

beforeEach(() => {
  vi.useFakeTimers();
  phases = [];
  answer = noNetwork;
  requests = 0;
});

afterEach(() => {
  vi.useRealTimers();
});

test('it says hello first, with the protocol version and the token', async () => {
  await goLive(socket());
  expect(FakeSocket.last.protocol).toBe(SUBPROTOCOL);
  expect(FakeSocket.last.sent).toEqual([{ type: 'hello', token: 't1' }]);
  expect(phases).toEqual(['connecting', 'live']);
});

test('nothing is sent before the welcome', async () => {
  const live = socket();
  live.start();
  await settled();
  FakeSocket.last.open();
  expect(live.send({ type: 'ping', id: 1, t1: 0 })).toBe(false);
  FakeSocket.last.receive(welcome(1, 'fresh'));
  expect(live.send({ type: 'ping', id: 1, t1: 0 })).toBe(true);
});

test('after a loss it waits a random part of an ever longer time', async () => {
  await goLive(socket());
  for (const waitMs of [500, 1_000, 2_000, 4_000]) {
    FakeSocket.last.drop(1006);
    const opened = FakeSocket.all.length;
    await vi.advanceTimersByTimeAsync(waitMs - 1);
    expect(FakeSocket.all.length).toBe(opened);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.all.length).toBe(opened + 1);
  }
});

test('a welcome makes the next wait short again', async () => {
  await goLive(socket());
  FakeSocket.last.drop(1006);
  await vi.advanceTimersByTimeAsync(500);
  FakeSocket.last.drop(1006);
  await vi.advanceTimersByTimeAsync(1_000);
  FakeSocket.last.receive(welcome(1, 'fresh'));
  FakeSocket.last.drop(1006);
  const opened = FakeSocket.all.length;
  await vi.advanceTimersByTimeAsync(500);
  expect(FakeSocket.all.length).toBe(opened + 1);
});

test('a server that accepts and says nothing is given up', async () => {
  const live = socket();
  live.start();
  await settled();
  FakeSocket.last.open();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(FakeSocket.all[0]?.closed).toBe(true);
  await vi.advanceTimersByTimeAsync(500);
  expect(FakeSocket.all).toHaveLength(2);
});

test('a refused token is renewed; where that fails it stops', async () => {
  const verdicts: ('retry' | 'stop')[] = ['retry', 'stop'];
  await goLive(socket({ onTokenRefused: async () => verdicts.shift() ?? 'stop' }));
  FakeSocket.last.drop(4401);
  await vi.advanceTimersByTimeAsync(0);
  expect(FakeSocket.all).toHaveLength(2);
  FakeSocket.last.drop(4403);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeSocket.all).toHaveLength(2);
  expect(phases.at(-1)).toBe('stopped');
});

test('a session that does not exist is not asked for again', async () => {
  const onGone = vi.fn();
  await goLive(socket({ onGone }));
  FakeSocket.last.drop(4404);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(onGone).toHaveBeenCalledOnce();
  expect(FakeSocket.all).toHaveLength(1);
});

test('when the network is back it does not wait any longer', async () => {
  const live = socket();
  await goLive(live);
  FakeSocket.last.drop(1006);
  live.hurry();
  await settled();
  expect(FakeSocket.all).toHaveLength(2);
  live.hurry();
  await settled();
  expect(FakeSocket.all).toHaveLength(2);
});

test('after stop nothing comes back', async () => {
  const live = socket();
  await goLive(live);
  live.stop();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(FakeSocket.all).toHaveLength(1);
  expect(FakeSocket.last.closed).toBe(true);
});

describe('a socket that cannot be opened', () => {
  /** Lets one attempt fail, and the next begin after the wait. */
  async function fail(): Promise<void> {
    FakeSocket.last.drop(1006);
    await settled();
  }

  async function nextAttempt(): Promise<void> {
    const opened = FakeSocket.all.length;
    while (FakeSocket.all.length === opened) await vi.advanceTimersByTimeAsync(100);
  }

  /** Was live, and two attempts since then have failed. */
  async function failTwice(): Promise<LiveSocket> {
    const live = socket();
    await goLive(live);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await fail();
      await nextAttempt();
    }
    await fail();
    return live;
  }

  test('is asked for the reason after the second failed attempt, and then after each', async () => {
    const live = socket();
    await goLive(live);
    await fail();
    await nextAttempt();
    await fail();
    expect(requests).toBe(0);
    for (const asked of [1, 2, 3]) {
      await nextAttempt();
      await fail();
      expect(requests).toBe(asked);
    }
  });

  test.each([
    ['is off', off],
    ['has died behind its proxy', deadUpstream],
  ])('is away where its service %s, and stays so until it opens', async (_, says) => {
    answer = says;
    await failTwice();
    expect(phases.at(-1)).toBe('away');
    await nextAttempt();
    phases = [];
    await fail();
    expect(phases).toEqual(['away']);
    await nextAttempt();
    FakeSocket.last.open();
    FakeSocket.last.receive(welcome(1, 'fresh'));
    phases = [];
    await fail();
    expect(phases).toEqual(['waiting']);
  });

  test.each([
    ['the server answers there', there],
    ['nobody answers', noNetwork],
  ])('is just waited for where %s', async (_, says) => {
    answer = says;
    await failTwice();
    expect(requests).toBe(1);
    expect(phases.at(-1)).toBe('waiting');
  });

  test('is no longer away when the whole network is gone', async () => {
    answer = off;
    await failTwice();
    answer = noNetwork;
    await nextAttempt();
    await fail();
    expect(phases.at(-1)).toBe('waiting');
  });

  test('an answer that comes after the socket has opened says nothing', async () => {
    let say: (response: Response) => void = () => {};
    answer = () =>
      new Promise((resolve) => {
        say = resolve;
      });
    await failTwice();
    const late = say;
    await nextAttempt();
    FakeSocket.last.open();
    late(await off());
    await fail();
    expect(phases.at(-1)).toBe('waiting');
  });

  test('is tried at once when the network is back, also while it is away', async () => {
    answer = off;
    const live = await failTwice();
    const opened = FakeSocket.all.length;
    live.hurry();
    await settled();
    expect(FakeSocket.all).toHaveLength(opened + 1);
  });

  test('a close by the server is no reason to ask', async () => {
    await goLive(socket());
    for (let attempt = 0; attempt < 4; attempt += 1) {
      FakeSocket.last.open();
      FakeSocket.last.drop(4503);
      await nextAttempt();
    }
    expect(requests).toBe(0);
  });
});

describe('what a close code means', () => {
  test('one that fell behind comes back at once, but not again and again', () => {
    expect(comeback(4409, 0)).toEqual({ kind: 'wait', fromMs: 0, toMs: 0 });
    expect(comeback(4409, 3)).toEqual({ kind: 'wait', fromMs: 0, toMs: 8_000 });
  });

  test('a restart and an unavailable session', () => {
    expect(comeback(1012, 0)).toEqual({ kind: 'wait', fromMs: 100, toMs: 1_500 });
    expect(comeback(4503, 0)).toEqual({ kind: 'wait', fromMs: 2_000, toMs: 4_000 });
  });

  test('the longest wait is 30 s', () => {
    expect(comeback(1006, 50)).toEqual({ kind: 'wait', fromMs: 0, toMs: 30_000 });
  });
});
