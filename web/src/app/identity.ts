/** Who I am on this server: a name and a token that this browser keeps. */
import { signal } from '@preact/signals';
import { Account, Handshake, ProblemError, Rest, SeriesCalls, type SignedIn, type User } from '../client';
import { guestName } from './guest-name';

export const rest = new Rest();
export const handshake = new Handshake(rest);
export const parties = new SeriesCalls(rest);
export const account = new Account(rest);

/** Everything that this app keeps begins so. */
const KEPT = 'sameframe.';
const TOKEN_KEY = 'sameframe.token';
const NAME_KEY = 'sameframe.name';
const BANS_KEY = 'sameframe.bans';
/** Who was here before somebody signed in: their token and their name. */
const BEFORE_KEY = 'sameframe.before';

/** My token, once I have one. */
export const myToken = signal(typeof localStorage === 'undefined' ? null : recall(localStorage, TOKEN_KEY));

/** The name that I gave myself, or a friendly one to begin with. */
export function myName(): string {
  const kept = recall(localStorage, NAME_KEY);
  if (kept !== null && kept.trim() !== '') return kept;
  const name = guestName();
  keepName(name);
  return name;
}

export function keepName(name: string): void {
  keep(localStorage, NAME_KEY, name);
}

/**
 * Does `action` with my token. Where the server does not know it (any more), I become whoever was here before, and else
 * somebody new.
 */
export async function asMe<T>(action: (token: string) => Promise<T>): Promise<T> {
  const known = recall(localStorage, TOKEN_KEY);
  if (known !== null) {
    try {
      return await action(known);
    } catch (error) {
      if (!(error instanceof ProblemError && error.code === 'unauthenticated')) throw error;
    }
    if (goBack(known)) return asMe(action);
  }
  return action(await newToken());
}

let making: Promise<string> | null = null;

/** I become somebody new: once, however many ask for it at one moment. */
function newToken(): Promise<string> {
  making ??= rest
    .createUser(myName())
    .then(({ token }) => {
      keep(localStorage, TOKEN_KEY, token);
      myToken.value = token;
      return token;
    })
    .finally(() => {
      making = null;
    });
  return making;
}

/** Does `action` with my token where I have one that the server knows, and else without: it makes nobody. */
export async function asKnown<T>(action: (token: string | undefined) => Promise<T>): Promise<T> {
  const known = recall(localStorage, TOKEN_KEY);
  if (known === null) return action(undefined);
  try {
    return await action(known);
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'unauthenticated')) throw error;
    return action(undefined);
  }
}

/** Whether this server has known this browser before. */
export function isKnown(): boolean {
  return recall(localStorage, TOKEN_KEY) !== null;
}

/** Who I am here; null for somebody whom the server does not know (yet). */
export async function meIfKnown(): Promise<User | null> {
  const known = recall(localStorage, TOKEN_KEY);
  return known === null ? null : rest.me(known).catch(() => null);
}

/**
 * I am somebody else here from now on. Who I was is kept, and comes back when I sign out; of two who came after, the first
 * stays kept and the second is signed out.
 */
export async function become({ user, token }: SignedIn): Promise<void> {
  const [before, me] = [myToken.value, await meIfKnown()];
  if (before !== null) {
    // A guest of whom it cannot be told who that is stays kept too: nobody could bring them back.
    const stays = me?.id !== user.id && readBefore() === null;
    if (stays) keep(localStorage, BEFORE_KEY, JSON.stringify({ token: before, name: myName() }));
    else await account.revoke(before, 'current').catch(() => {});
  }
  keepName(user.name);
  keep(localStorage, TOKEN_KEY, token);
  myToken.value = token;
}

/** I sign out here: whoever was here before is back. */
export async function signOut(): Promise<void> {
  const known = recall(localStorage, TOKEN_KEY);
  if (known === null) return;
  await account.revoke(known, 'current').catch((error: unknown) => {
    if (!(error instanceof ProblemError && error.code === 'unauthenticated')) throw error;
  });
  if (!goBack(known)) forget(localStorage, NAME_KEY);
}

/** Who comes back when I sign out, by name. */
export function whoWasHere(): string | null {
  return readBefore()?.name ?? null;
}

/** My token is not good any more: whoever was here before is back. Returns whether somebody is. */
function goBack(token: string): boolean {
  // Another call, or another tab, was faster.
  if (recall(localStorage, TOKEN_KEY) !== token) return true;
  const before = readBefore();
  forget(localStorage, BEFORE_KEY);
  if (before === null) forget(localStorage, TOKEN_KEY);
  else {
    keepName(before.name);
    keep(localStorage, TOKEN_KEY, before.token);
  }
  myToken.value = before?.token ?? null;
  return before !== null;
}

function readBefore(): { token: string; name: string } | null {
  try {
    const kept: unknown = JSON.parse(recall(localStorage, BEFORE_KEY) ?? 'null');
    const { token, name } = (kept ?? {}) as { token?: unknown; name?: unknown };
    return typeof token === 'string' && typeof name === 'string' ? { token, name } : null;
  } catch {
    return null;
  }
}

/** Whether this tab took part in the session before it was reloaded. */
export function wasIn(session: string): boolean {
  return recall(sessionStorage, `sameframe.in.${session}`) !== null;
}

export function rememberIn(session: string): void {
  keep(sessionStorage, `sameframe.in.${session}`, '1');
}

/** Counts what was noted, for the pages that show it. */
const bansNoted = signal(0);

/** How many sessions that turned me away are remembered. */
const BANS_MAX = 50;

/** Notes where I am banned, or am no more: as my history says, or who tried to come in. */
export function noteBan(session: string, isBanned: boolean): void {
  const others = bannedFrom().filter((id) => id !== session);
  const bans = isBanned ? [session, ...others].slice(0, BANS_MAX) : others;
  keep(localStorage, BANS_KEY, bans.join(' '));
  bansNoted.value = bansNoted.peek() + 1;
}

/** The sessions where I am banned, as far as this browser has heard. */
export function bannedFrom(): readonly string[] {
  void bansNoted.value;
  return (recall(localStorage, BANS_KEY) ?? '').split(' ').filter((id) => id !== '');
}

export function forgetIn(session: string): void {
  forget(sessionStorage, `sameframe.in.${session}`);
}

export function forget(storage: Storage, key: string): void {
  try {
    storage.removeItem(key);
  } catch {
    // Nothing was kept, so there is nothing to forget.
  }
}

/** Forgets who I am and all that this browser has kept for me: whoever goes on is somebody new. */
export function forgetEverything(): void {
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) {
      if (key.startsWith(KEPT)) storage.removeItem(key);
    }
  }
  myToken.value = null;
}

/** Reads what was kept; null as well where the browser keeps nothing. */
export function recall(storage: Storage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

export function keep(storage: Storage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // A private window or a full disk: it is forgotten with the page.
  }
}
