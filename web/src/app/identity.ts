/** Who I am on this server: a name and a token that this browser keeps. */
import { signal } from '@preact/signals';
import { Handshake, ProblemError, Rest, type User } from '../client';
import { guestName } from './guest-name';

export const rest = new Rest();
export const handshake = new Handshake(rest);

const TOKEN_KEY = 'sameframe.token';
const NAME_KEY = 'sameframe.name';

/** My token, once I have one. */
export const myToken = signal(recall(localStorage, TOKEN_KEY));

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

/** Does `action` with my token; where the server does not know it (any more), I become somebody new. */
export async function asMe<T>(action: (token: string) => Promise<T>): Promise<T> {
  const known = recall(localStorage, TOKEN_KEY);
  if (known !== null) {
    try {
      return await action(known);
    } catch (error) {
      if (!(error instanceof ProblemError && error.code === 'unauthenticated')) throw error;
    }
  }
  const { token } = await rest.createUser(myName());
  keep(localStorage, TOKEN_KEY, token);
  myToken.value = token;
  return action(token);
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

/** Whether this tab took part in the session before it was reloaded. */
export function wasIn(session: string): boolean {
  return recall(sessionStorage, `sameframe.in.${session}`) !== null;
}

export function rememberIn(session: string): void {
  keep(sessionStorage, `sameframe.in.${session}`, '1');
}

export function forgetIn(session: string): void {
  try {
    sessionStorage.removeItem(`sameframe.in.${session}`);
  } catch {
    // Nothing was kept, so there is nothing to forget.
  }
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
