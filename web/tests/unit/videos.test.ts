import { expect, test } from 'vitest';
import { routeOf } from '../../src/app/router';
import { videosText } from '../../src/app/text-videos';
import {
  type Asked,
  askedIn,
  isNarrowed,
  isReworded,
  NARROWED_NOTHING,
  type Narrowed,
  queryOf,
  videosPath,
  wordsOf,
} from '../../src/app/videos/asked';
import { isElsewhere } from '../../src/app/videos/elsewhere';
import { Catalogue, Rest } from '../../src/client';

const asked = (words: string, provider: string | null = null, narrowed: Partial<Narrowed> = {}): Asked => ({
  ...NARROWED_NOTHING,
  ...narrowed,
  words,
  provider,
});

test('what is looked for stands in the address, and is read from there again', () => {
  for (const one of [
    asked(''),
    asked('big buck'),
    asked('', 'feed:club'),
    asked('a&b=c #1?', 'jellyfin:home'),
    asked('', null, { years: { from: 1990, to: 1999 }, length: 'long' }),
    asked('ö', 'library', { language: 'en', tag: 'Science & Fiction' }),
  ]) {
    const { pathname, search } = new URL(videosPath(one), 'http://127.0.0.1');
    const route = routeOf(pathname, search);
    expect(route).toEqual({ page: 'videos', search });
    expect(askedIn(search)).toEqual(one);
  }
  expect(videosPath(asked(''))).toBe('/videos');
  expect(videosPath(asked('big buck', 'feed:club'))).toBe('/videos?q=big+buck&provider=feed%3Aclub');
});

test('an address that somebody typed is read as well as can be', () => {
  expect(askedIn('?q=%20bunny%20&provider=&what=1')).toEqual(asked('bunny'));
  expect(askedIn('?q=%E0%A4%A').words).not.toBe('');
  expect(wordsOf(`${'x'.repeat(99)} yz`)).toBe('x'.repeat(99));
  expect(routeOf('/videos/', '?q=a')).toEqual({ page: 'videos', search: '?q=a' });
  expect(routeOf('/videos/a')).toEqual({ page: 'unknown' });
});

test('filters in an address that make no sense narrow nothing', () => {
  for (const search of [
    '?length=huge',
    '?from_year=x',
    '?from_year=2000&to_year=1990',
    '?to_year=10000',
    '?tag=%20',
  ]) {
    expect(askedIn(search), search).toEqual(asked(''));
  }
  expect(askedIn('?from_year=1990').years).toEqual({ from: 1990, to: 9_999 });
  expect(isNarrowed(askedIn('?tag=Space'))).toBe(true);
  expect(isNarrowed(asked('words', 'library'))).toBe(false);
  expect([videosText.languageName('de'), videosText.languageName('klingon speech')]).toEqual([
    'German',
    'klingon speech',
  ]);
});

test('going back leads to before there were words, not to half of them', () => {
  expect(isReworded(asked('bu'), asked('bunny'))).toBe(true);
  expect(isReworded(asked(''), asked('bunny'))).toBe(false);
  expect(isReworded(asked('bunny'), asked(''))).toBe(false);
  expect(isReworded(asked('bu', 'archive'), asked('bunny'))).toBe(false);
  expect(isReworded(asked('bu', null, { tag: 'a' }), asked('bunny'))).toBe(false);
  expect(isReworded(asked('bu', null, { tag: 'a' }), asked('bunny', null, { tag: 'a' }))).toBe(true);
});

test('the server is asked for nothing that was not asked for', async () => {
  const paths: string[] = [];
  const send = async (input: string | URL | Request) => {
    paths.push(String(input));
    return Response.json({ videos: [], next: null, providers: [], searches: [] });
  };
  const catalogue = new Catalogue(new Rest({ fetch: send }));
  await catalogue.videos(queryOf(asked('')));
  await catalogue.videos({ ...queryOf(asked('big buck', 'feed:club')), cursor: 'v1' });
  await catalogue.videos(queryOf(asked('', null, { years: { from: 1990, to: 1999 }, length: 'short' })));
  expect(paths).toEqual([
    '/api/videos?',
    '/api/videos?q=big+buck&provider=feed%3Aclub&cursor=v1',
    '/api/videos?from_year=1990&to_year=1999&length=short',
  ]);
});

test('providers have names', () => {
  const names = ['archive', 'feed:club', 'jellyfin:home', 'oembed', 'library'].map(videosText.provider);
  expect(names).toEqual(['Internet Archive', 'club', 'Jellyfin (home)', 'oembed', 'This server']);
});

test('a video of a feed that is watched elsewhere leads there, and what may yet play is tried', () => {
  expect(isElsewhere({ kind: 'page', provider: 'feed:club' })).toBe(true);
  expect(isElsewhere({ kind: 'file', provider: 'feed:club' })).toBe(false);
  expect(isElsewhere({ kind: 'page', provider: 'peertube:tube' })).toBe(false);
});
