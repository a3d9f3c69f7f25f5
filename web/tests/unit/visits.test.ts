import { describe, expect, test } from 'vitest';
import { formatUntil, formatWhen } from '../../src/app/format';
import { stoppedAt, unfinished } from '../../src/app/history/visits';
import { NAMED_MAX, videosOf } from '../../src/app/history/watched';
import { fromField, toField } from '../../src/app/plan/field';
import type { Visit } from '../../src/client';
import { session } from './support';

function visit(id: string, position: number, change: Partial<Visit['session']> = {}): Visit {
  const of = { ...session, id, length_s: 100, state: 'ended' as const, ...change };
  const at = '2026-11-21T20:00:00.000Z';
  const watched = [{ video: of.video.id, position, watched_s: position, updated_at: at }];
  return { session: of, watched, with: [], at, banned: false };
}

const video = (id: string) => ({
  video: { id, url: `https://example.org/${id}.mp4`, kind: 'file' as const },
});

describe('what can be watched on', () => {
  test('is what was begun and not seen to its end', () => {
    expect(stoppedAt(visit('a', 50))).toBe(50);
    expect(stoppedAt(visit('a', 29))).toBeNull();
    expect(stoppedAt(visit('a', 96))).toBeNull();
    expect(stoppedAt(visit('a', 96, { length_s: null }))).toBe(96);
    expect(stoppedAt({ ...visit('a', 50), watched: [] })).toBeNull();
  });

  test('is each video once, and every session that goes on', () => {
    const visits = [
      visit('again', 60, video('one')),
      visit('first', 99, video('one')),
      visit('over', 99, video('two')),
      visit('live', 99, { ...video('three'), state: 'live' }),
      visit('more', 40, video('four')),
    ];
    const ids = (max: number) => unfinished(visits, max).map(({ session: { id } }) => id);
    expect(ids(9)).toEqual(['again', 'live', 'more']);
    expect(ids(1)).toEqual(['again']);
    const told = visits.map((one) => ({ ...one, banned: one.session.id === 'live' }));
    expect(
      unfinished(told, 9).map(({ session: { id } }) => id),
      'as the server says',
    ).toEqual(['again', 'more']);
  });
});

describe('the videos of an evening', () => {
  const evening = (...ids: string[]) => {
    const [only] = visit('a', 50).watched;
    if (only === undefined) throw new Error('a visit has something watched');
    return { ...visit('a', 50), watched: ids.map((id) => ({ ...only, video: id })) };
  };
  const titles = new Map('abcdefg'.split('').map((id) => [id, `Film ${id}`]));

  test('are named, a few of them, where anybody knows their names', () => {
    const named = (...ids: string[]) => videosOf(evening(...ids), titles).map(({ title }) => title);
    expect(named('a', 'unknown', 'b')).toEqual(['Film a', 'Film b']);
    expect(named(...'abcdefg')).toHaveLength(NAMED_MAX);
    const alone = evening('a');
    expect(videosOf({ ...alone, session: { ...alone.session, title: 'Film a' } }, titles)).toEqual([]);
  });
});

describe('a time to meet', () => {
  test('goes into the field and comes back, to the minute', () => {
    const at = new Date(2031, 4, 7, 20, 30).getTime();
    expect(toField(at)).toBe('2031-05-07T20:30');
    expect(fromField(toField(at))).toBe(new Date(at).toISOString());
    expect(fromField('')).toBeNull();
    expect(fromField('nonsense')).toBeNull();
  });

  test('is told by the day while that is near', () => {
    const now = new Date(2031, 4, 7, 23, 50).getTime();
    const hour = 3_600_000;
    expect(formatWhen(now + 60_000, now)).toMatch(/^today at /);
    expect(formatWhen(now + hour, now)).toMatch(/^tomorrow at /);
    expect(formatWhen(now + 72 * hour, now)).toMatch(/^Saturday at /);
    expect(formatWhen(now + 240 * hour, now)).toMatch(/2031.* at /);
  });

  test('comes nearer in words that fit', () => {
    expect(formatUntil(299_000)).toBe('4:59');
    expect(formatUntil(3_900_000)).toBe('1 h 5 min');
    expect(formatUntil(27 * 3_600_000)).toBe('1 d 3 h');
    expect(formatUntil(-5)).toBe('0:00');
  });
});
