/** What is looked for in the catalogue. It stands in the address, so that it can be shared and gone back to. */
import type { LengthClass, VideosAsked } from '../../client';
import { VIDEOS_PATH } from '../router';

export interface Asked extends Narrowed {
  /** Without spaces around them; everything where empty. */
  readonly words: string;
  /** Everybody's where null. */
  readonly provider: string | null;
}

/** What narrows a list down; null for whichever. */
export interface Narrowed {
  readonly years: Years | null;
  readonly length: LengthClass | null;
  /** What is spoken. */
  readonly language: string | null;
  /** What it is about. */
  readonly tag: string | null;
}

/** From and to which year. */
export interface Years {
  readonly from: number;
  readonly to: number;
}

export const NARROWED_NOTHING: Narrowed = { years: null, length: null, language: null, tag: null };
export const LENGTHS: readonly LengthClass[] = ['short', 'medium', 'long'];

/** More is not looked for by the server either. */
export const WORDS_CHARS_MAX = 100;
const YEAR_MAX = 9_999;

/** Reads what stands behind the `?`; what makes no sense there narrows nothing. */
export function askedIn(search: string): Asked {
  const query = new URLSearchParams(search);
  const name = (of: string) => wordsOf(query.get(of) ?? '') || null;
  return {
    words: wordsOf(query.get('q') ?? ''),
    provider: name('provider'),
    years: yearsIn(query),
    length: LENGTHS.find((length) => length === query.get('length')) ?? null,
    language: name('language'),
    tag: name('tag'),
  };
}

function yearsIn(query: URLSearchParams): Years | null {
  if (!query.has('from_year') && !query.has('to_year')) return null;
  const [from, to] = [Number(query.get('from_year') ?? 1), Number(query.get('to_year') ?? YEAR_MAX)];
  const isYear = (year: number) => Number.isInteger(year) && year >= 1 && year <= YEAR_MAX;
  return isYear(from) && isYear(to) && from <= to ? { from, to } : null;
}

export function wordsOf(typed: string): string {
  return typed.trim().slice(0, WORDS_CHARS_MAX).trimEnd();
}

/** The address of the page that shows it. */
export function videosPath(asked: Asked): string {
  const entries = Object.entries(queryOf(asked)).map(([name, value]) => [name, String(value)]);
  const query = new URLSearchParams(entries).toString();
  return query === '' ? VIDEOS_PATH : `${VIDEOS_PATH}?${query}`;
}

/** What the server is asked for. */
export function queryOf(asked: Asked): Omit<VideosAsked, 'cursor' | 'limit'> {
  const { words, provider, years, length, language, tag } = asked;
  return {
    ...(words !== '' && { q: words }),
    ...(provider !== null && { provider }),
    ...(years !== null && { from_year: years.from, to_year: years.to }),
    ...(length !== null && { length }),
    ...(language !== null && { language }),
    ...(tag !== null && { tag }),
  };
}

/** Whether the list is narrowed down by more than words. */
export function isNarrowed({ years, length, language, tag }: Narrowed): boolean {
  return years !== null || length !== null || language !== null || tag !== null;
}

/** Whether words were only changed: going back leads to before there were any, not to half of them. */
export function isReworded(before: Asked, now: Asked): boolean {
  const others = (asked: Asked) => JSON.stringify(queryOf({ ...asked, words: '' }));
  return others(before) === others(now) && before.words !== '' && now.words !== '';
}
