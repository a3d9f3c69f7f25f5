/** The socket that tells a user what concerns them, and what stands in the way of a door. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { doorTroubleOf, linkInAddress } from '../../src/app/handshake/door-trouble';
import { routeOf } from '../../src/app/router';
import {
  type Invitation,
  type Knock,
  ProblemError,
  Rest,
  type ServerFrame,
  UserLive,
  WaitsError,
} from '../../src/client';
import { FakeSocket, session, settled } from './support';

const ana = { id: 'ana', name: 'Ana' };
const ben = { id: 'ben', name: 'Ben' };
const at = '2026-01-01T00:00:00.000Z';
const invitation: Invitation = {
  id: 'i1',
  session,
  from: ana,
  to: ben,
  state: 'pending',
  created_at: at,
  expires_at: at,
  updated_at: at,
};
const knock: Knock = { id: 'k1', session: 's1', user: ben, state: 'waiting', created_at: at, expires_at: at };

let told: unknown[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
});

afterEach(() => {
  vi.useRealTimers();
});

const receive = (frame: unknown) => FakeSocket.last.receive(frame as ServerFrame);

async function live(): Promise<UserLive> {
  const user = new UserLive({
    url: 'ws://test/api/users/me/live',
    token: 't1',
    onWelcome: (me, invitations, knocks) => told.push([me.name, invitations.length, knocks.length]),
    onInvitation: ({ id, state }) => told.push([id, state]),
    onKnock: ({ id, state }) => told.push([id, state]),
    WebSocket: FakeSocket.install(),
    fetch: () => Promise.reject(new TypeError('failed to fetch')),
    random: () => 0.5,
  });
  user.start();
  await settled();
  FakeSocket.last.open();
  return user;
}

const welcome = { type: 'welcome', user: { ...ben, created_at: at }, invitations: [invitation], knocks: [] };

test('it tells of what is open, and of each change', async () => {
  const user = await live();
  expect(FakeSocket.last.sent).toEqual([{ type: 'hello', token: 't1' }]);
  receive(welcome);
  receive({ type: 'invitation', invitation: { ...invitation, state: 'withdrawn' } });
  receive({ type: 'knock', knock });
  receive({ type: 'pong', id: 1, t1: 0, t2: 0, t3: 0 });
  expect(told).toEqual([
    ['Ben', 1, 0],
    ['i1', 'withdrawn'],
    ['k1', 'waiting'],
  ]);
  user.stop();
});

test('the session on the page is told once, and again after a reconnect', async () => {
  const user = await live();
  receive(welcome);
  user.attend('s1');
  user.attend('s1');
  const attends = () => FakeSocket.last.sent.filter(({ type }) => type === 'attend');
  expect(attends()).toEqual([{ type: 'attend', session: 's1' }]);
  FakeSocket.last.drop(1012);
  await vi.advanceTimersByTimeAsync(5_000);
  FakeSocket.last.open();
  receive(welcome);
  expect(attends()).toEqual([{ type: 'attend', session: 's1' }]);
  user.attend(null);
  expect(attends().at(-1)).toEqual({ type: 'attend', session: null });
  user.stop();
});

/** GET-2 */
test('a join that has to wait says so', async () => {
  const rest = new Rest({ fetch: async () => new Response(JSON.stringify({ knock }), { status: 202 }) });
  const error = await rest.join('s1', 't', {}).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(WaitsError);
  expect(doorTroubleOf(error, 's1')).toEqual({ kind: 'door', why: 'waiting', id: 's1', knock });
});

test.each([
  ['password_required', 'password'],
  ['wrong_password', 'wrong'],
  ['must_knock', 'knock'],
  ['turned_away', 'turned_away'],
  ['session_closed', 'closed'],
  ['session_full', 'full'],
  ['link_expired', 'link_expired'],
  ['link_revoked', 'link_revoked'],
  ['bad_link', 'bad_link'],
] as const)('%s has a page of its own', (code, why) => {
  expect(doorTroubleOf(new ProblemError(403, code, ''), 's1')).toEqual({ kind: 'door', why, id: 's1' });
});

test('other failures are not the door’s', () => {
  expect(doorTroubleOf(new ProblemError(404, 'session_not_found', ''), 's1')).toBeNull();
  expect(doorTroubleOf(new TypeError('x'), 's1')).toBeNull();
});

test('links and codes are read from the address', () => {
  expect(linkInAddress('#via=sfl_s1.l1.1.x-y_z')).toBe('sfl_s1.l1.1.x-y_z');
  expect(linkInAddress('')).toBeUndefined();
  expect(routeOf('/j/ABC234')).toEqual({ page: 'code', id: 'ABC234' });
  expect(routeOf('/u/ABCD2345/')).toEqual({ page: 'with', id: 'ABCD2345' });
  expect(routeOf('/u')).toEqual({ page: 'unknown' });
});
