import { describe, expect, test } from 'vitest';
import { describe as sentence } from '../../src/app/describe';
import { formatAgo, formatDuration, formatTime } from '../../src/app/format';
import { replayPath, routeOf, watchPath } from '../../src/app/router';
import { event } from './support';

test('positions', () => {
  const times = [0, 5, 65.9, 754, 3_599.9999999, 3_723, -3];
  expect(times.map(formatTime)).toEqual(['0:00', '0:05', '1:05', '12:34', '1:00:00', '1:02:03', '0:00']);
});

test('lengths', () => {
  const lengths = [0, 45, 59.6, 720, 3_600, 3_900, 7_170];
  expect(lengths.map(formatDuration)).toEqual(['0 s', '45 s', '1 min', '12 min', '1 h', '1 h 5 min', '2 h']);
});

test('how long ago', () => {
  const now = Date.UTC(2026, 0, 10, 20);
  const ago = (seconds: number) => formatAgo(now - seconds * 1_000, now);
  expect([ago(5), ago(90), ago(7_300), ago(86_400)]).toEqual([
    'just now',
    '1 minute ago',
    '2 hours ago',
    'yesterday',
  ]);
  expect(ago(30 * 86_400)).toContain('2025');
});

describe('addresses', () => {
  test('of the pages', () => {
    expect(routeOf('/')).toEqual({ page: 'home' });
    expect(routeOf('/s/abc')).toEqual({ page: 'watch', id: 'abc' });
    expect(routeOf('/s/abc/')).toEqual({ page: 'watch', id: 'abc' });
    expect(routeOf('/s/abc/replay')).toEqual({ page: 'replay', id: 'abc' });
  });

  test('that are no page', () => {
    for (const path of ['/s', '/s/', '/s/abc/nothing', '/what', '/S/abc']) {
      expect(routeOf(path), path).toEqual({ page: 'unknown' });
    }
  });

  test('survive strange ids', () => {
    const id = 'a b%c';
    expect(routeOf(watchPath(id))).toEqual({ page: 'watch', id });
    expect(routeOf(replayPath(id))).toEqual({ page: 'replay', id });
    expect(routeOf('/s/%E0%A4%A')).toEqual({ page: 'watch', id: '%E0%A4%A' });
  });
});

test('events are sentences', () => {
  const name = (id: string) => ({ ben: 'Ben', ana: 'Ana' })[id];
  const say = (frame: ReturnType<typeof event>) => sentence(frame, name);
  expect(say(event(1, { type: 'seeked', from: 1, to: 754 }))).toBe('Ben jumped to 12:34');
  expect(say(event(1, { type: 'paused', reason: 'asked' }, {}, 'ana'))).toBe('Ana paused');
  expect(say(event(1, { type: 'paused', reason: 'end_of_video' }, {}, null))).toBe('The video is over');
  expect(say(event(1, { type: 'played' }, {}, 'stranger'))).toBe('Someone pressed play');
  expect(say(event(1, { type: 'joined', member: 'c', name: 'Cem', role: 'member', visit: 2 }))).toBe(
    'Cem came back',
  );
});
