/** What is looked for in the catalogue. It stands in the address, so that it can be shared and gone back to. */
import type { VideosAsked } from '../../client';
import { VIDEOS_PATH } from '../router';

export interface Asked {
  /** Without spaces around them; everything where empty. */
  readonly words: string;
  /** Everybody's where null. */
  readonly provider: string | null;
}

/** More is not looked for by the server either. */
export const WORDS_CHARS_MAX = 100;

/** Reads what stands behind the `?`. */
export function askedIn(search: string): Asked {
  const query = new URLSearchParams(search);
  return { words: wordsOf(query.get('q') ?? ''), provider: query.get('provider') || null };
}

export function wordsOf(typed: string): string {
  return typed.trim().slice(0, WORDS_CHARS_MAX).trimEnd();
}

/** The address of the page that shows it. */
export function videosPath(asked: Asked): string {
  const query = new URLSearchParams(Object.entries(queryOf(asked))).toString();
  return query === '' ? VIDEOS_PATH : `${VIDEOS_PATH}?${query}`;
}

/** What the server is asked for. */
export function queryOf({ words, provider }: Asked): Pick<VideosAsked, 'q' | 'provider'> {
  return { ...(words !== '' && { q: words }), ...(provider !== null && { provider }) };
}

/** Whether words were only changed: going back leads to before there were any, not to half of them. */
export function isReworded(before: Asked, now: Asked): boolean {
  return before.provider === now.provider && before.words !== '' && now.words !== '';
}
