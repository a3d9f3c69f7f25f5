/** Who one is in a browser, when somebody signs in and out there. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { SignedIn, User } from '../../src/client';

const kept = new Map<string, string>();
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key),
};
vi.stubGlobal('localStorage', storage);
vi.stubGlobal('sessionStorage', storage);

const user = (id: string, name: string): User => ({ id, name, created_at: '2026-01-01T00:00:00Z' });
const ana: SignedIn = { user: user('ana', 'Ana'), token: 'of-ana' };

/** Who each token belongs to; a token that is not here is not known. */
let known: Record<string, User>;
let revoked: string[];
let silent: boolean;

vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
  if (silent) throw new TypeError('no network');
  const token = (init.headers as Record<string, string>).authorization?.replace('Bearer ', '') ?? '';
  const me = known[token];
  if (me === undefined) return answer(401, { status: 401, code: 'unauthenticated', detail: 'no' });
  if (init.method !== 'DELETE') return answer(200, me);
  expect(url).toBe('/api/users/me/sign-ins/current');
  revoked.push(token);
  delete known[token];
  return answer(200, { revoked: 1 });
});

const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status });

/** The browser of a guest called Kiwi, loaded anew. */
async function browser() {
  vi.resetModules();
  return import('../../src/app/identity');
}

beforeEach(() => {
  kept.clear();
  kept.set('sameframe.token', 'of-kiwi');
  kept.set('sameframe.name', 'Kiwi');
  known = { 'of-kiwi': user('kiwi', 'Kiwi'), 'of-ana': ana.user, 'of-ben': user('ben', 'Ben') };
  revoked = [];
  silent = false;
});

/** ACC-4 */
test('the guest is kept while somebody is signed in, and comes back', async () => {
  const me = await browser();
  await me.become(ana);
  expect([me.myToken.value, me.myName(), me.whoWasHere()]).toEqual(['of-ana', 'Ana', 'Kiwi']);
  expect(revoked).toEqual([]);
  await me.signOut();
  expect([me.myToken.value, me.myName(), me.whoWasHere()]).toEqual(['of-kiwi', 'Kiwi', null]);
  expect(revoked).toEqual(['of-ana']);
});

test('the guest is kept also where the server does not say who that is', async () => {
  const me = await browser();
  silent = true;
  await me.become(ana);
  silent = false;
  await me.signOut();
  expect(me.myToken.value).toBe('of-kiwi');
});

test('of two who sign in one after the other the first is signed out, and the guest stays', async () => {
  const me = await browser();
  await me.become(ana);
  await me.become({ user: user('ben', 'Ben'), token: 'of-ben' });
  expect(revoked).toEqual(['of-ana']);
  expect(me.whoWasHere()).toBe('Kiwi');
});

test('who signs in as who they are already keeps one token', async () => {
  const me = await browser();
  known = { 'of-kiwi': ana.user, 'of-ana': ana.user };
  await me.become(ana);
  expect([revoked, me.whoWasHere(), me.myToken.value]).toEqual([['of-kiwi'], null, 'of-ana']);
});

test('whose sign-in was revoked elsewhere is the guest again, once, whatever asks at one time', async () => {
  const me = await browser();
  await me.become(ana);
  delete known['of-ana'];
  const tokens = await Promise.all(
    [1, 2, 3].map(() => me.asMe((token) => me.rest.me(token).then(() => token))),
  );
  expect(tokens).toEqual(['of-kiwi', 'of-kiwi', 'of-kiwi']);
  expect(me.myToken.value).toBe('of-kiwi');
});
