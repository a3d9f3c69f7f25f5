/** Who I am on this server: a name and a token that this browser keeps. */
import { ProblemError, Rest } from '../client';

export const rest = new Rest();

const TOKEN_KEY = 'sameframe.token';
const NAME_KEY = 'sameframe.name';
const FIRST = ['Sunny', 'Cosy', 'Merry', 'Quiet', 'Brave', 'Happy', 'Gentle', 'Lucky', 'Clever', 'Mellow'];
const SECOND = ['Otter', 'Robin', 'Panda', 'Fox', 'Koala', 'Heron', 'Badger', 'Lynx', 'Puffin', 'Hedgehog'];

/** The name that I gave myself, or a friendly one to begin with. */
export function myName(): string {
  const kept = recall(localStorage, NAME_KEY);
  if (kept !== null && kept.trim() !== '') return kept;
  const name = `${pick(FIRST)} ${pick(SECOND)}`;
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
  return action(token);
}

/** Whether this tab took part in the session before it was reloaded. */
export function wasIn(session: string): boolean {
  return recall(sessionStorage, `sameframe.in.${session}`) !== null;
}

export function rememberIn(session: string): void {
  keep(sessionStorage, `sameframe.in.${session}`, '1');
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

function pick(words: readonly string[]): string {
  return words[Math.floor(Math.random() * words.length)] ?? '';
}
