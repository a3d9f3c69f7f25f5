/** What somebody is called who gives a name where they come in. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { User } from '../../src/client';

const kept = new Map<string, string>();
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key),
};
vi.stubGlobal('localStorage', storage);
vi.stubGlobal('sessionStorage', storage);
vi.stubGlobal('location', { pathname: '/', search: '', hash: '', href: 'https://watch.example.org/' });

let known: User;
let silent: boolean;

vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
  if (silent) throw new TypeError('no network');
  if (init.method === 'PATCH') known = { ...known, ...JSON.parse(String(init.body)) };
  return new Response(JSON.stringify(known), { status: 200 });
});

/** A browser whose guest is called so here, and by the server. */
async function browser(name: string) {
  vi.resetModules();
  kept.clear();
  kept.set('sameframe.token', 'mine');
  kept.set('sameframe.name', name);
  known = { id: 'me', name, created_at: '2026-01-01T00:00:00Z' };
  const called = await import('../../src/app/handshake/called');
  const { myName } = await import('../../src/app/identity');
  const joinAs = async (session: string, chosen: string) => {
    called.comeAs(session, chosen);
    await called.beKnownAs(chosen);
  };
  return { ...called, myName, joinAs };
}

beforeEach(() => {
  silent = false;
});

test('who comes in under a name of their own, and had none, is called so by everybody', async () => {
  const me = await browser('Rustic Starling');
  await me.joinAs('s1', 'Ana');
  expect([known.name, me.myName(), me.nameIn('s1'), me.nameIn('s2')]).toEqual(['Ana', 'Ana', 'Ana', 'Ana']);
});

test('who has chosen a name and comes in under another has it there, and nowhere else', async () => {
  const me = await browser('Ana');
  await me.joinAs('s1', 'The Boss');
  expect([known.name, me.myName(), me.nameIn('s1'), me.nameIn('s2')]).toEqual([
    'Ana',
    'Ana',
    'The Boss',
    'Ana',
  ]);
  await me.joinAs('s1', 'Ana');
  expect(me.nameIn('s1')).toBe('Ana');
});

test('who was known under a generated name, although they had chosen one, is so no more', async () => {
  const me = await browser('Ana');
  known = { ...known, name: 'Rustic Starling' };
  await me.joinAs('s1', 'Ana');
  expect(known.name).toBe('Ana');
});

test('who was refused a name is called by the one that was taken, by everybody', async () => {
  const me = await browser('D4rn Ben');
  await me.beCalled('Ben');
  expect([known.name, me.myName()]).toEqual(['Ben', 'Ben']);
});

test('a name holds in the session also where the server cannot be told', async () => {
  const me = await browser('Ana');
  silent = true;
  await me.joinAs('s1', 'The Boss');
  await me.beCalled('The Boss');
  expect([me.nameIn('s1'), me.myName()]).toEqual(['The Boss', 'Ana']);
});
