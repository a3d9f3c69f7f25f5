import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { INTENT_LIFETIME_MS, Intents, randomId } from '../../src/client/intents';
import type { ClientFrame } from '../../src/client/socket';

let live = true;
let sent: Extract<ClientFrame, { type: 'command' }>[] = [];
let count = 0;

function intents(): Intents {
  const send = (frame: ClientFrame) => {
    if (live && frame.type === 'command') sent.push(frame);
    return live;
  };
  return new Intents(
    send,
    () => {},
    () => `c${++count}`,
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  live = true;
  sent = [];
  count = 0;
});

afterEach(() => {
  vi.useRealTimers();
});

test('a command carries its id and what it is based on', () => {
  void intents().ask({ type: 'seek', position: 12 }, 7);
  expect(sent).toEqual([{ type: 'command', id: 'c1', based_on: 7, command: { type: 'seek', position: 12 } }]);
});

test('the answer finds its command', async () => {
  const all = intents();
  const play = all.ask({ type: 'play' }, null);
  const end = all.ask({ type: 'end' }, null);
  expect([...all.pending()]).toEqual(['play', 'end']);
  all.onRefused('c2', 'not_allowed', 'only the host may end the session');
  all.onDone('c1', 9);
  expect(await play).toEqual({ kind: 'done', seq: 9 });
  expect(await end).toEqual({
    kind: 'refused',
    code: 'not_allowed',
    message: 'only the host may end the session',
  });
  expect(all.pending().size).toBe(0);
});

test('what has no answer is sent again with the same id; what has one is not', () => {
  const all = intents();
  void all.ask({ type: 'play' }, 1);
  void all.ask({ type: 'pause' }, 2);
  all.onDone('c1', 3);
  all.onLive();
  expect(sent.map(({ id }) => id)).toEqual(['c1', 'c2', 'c2']);
});

test('what could not be sent goes out when the connection is live', () => {
  live = false;
  const all = intents();
  void all.ask({ type: 'play' }, 1);
  expect(sent).toEqual([]);
  live = true;
  all.onLive();
  expect(sent.map(({ id }) => id)).toEqual(['c1']);
});

test('of several that were not sent only the last of a type goes out', async () => {
  live = false;
  const all = intents();
  const first = all.ask({ type: 'seek', position: 1 }, null);
  void all.ask({ type: 'play' }, null);
  void all.ask({ type: 'seek', position: 2 }, null);
  expect(await first).toEqual({ kind: 'superseded' });
  live = true;
  all.onLive();
  expect(sent.map(({ id }) => id)).toEqual(['c2', 'c3']);
});

test('an old gesture does not surprise everybody after a long outage', async () => {
  live = false;
  const all = intents();
  const play = all.ask({ type: 'play' }, 1);
  await vi.advanceTimersByTimeAsync(INTENT_LIFETIME_MS);
  expect(await play).toEqual({ kind: 'unanswered' });
  live = true;
  all.onLive();
  expect(sent).toEqual([]);
});

test('ids are long, allowed, and not the same', () => {
  const ids = new Set(Array.from({ length: 500 }, randomId));
  expect(ids.size).toBe(500);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]{22}$/);
});
