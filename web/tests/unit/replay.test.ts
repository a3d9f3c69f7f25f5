import { describe, expect, test } from 'vitest';
import type { EventFrame } from '../../src/client';
import { Replay, shownTimeline } from '../../src/client';
import { positionAt } from '../../src/client/timeline';
import { confirmation, event, logEvent, session, timeline } from './support';

/** The event `seq` at `at` seconds of the party, which begins at 1,000 s of server time. */
function at(seconds: number, frame: EventFrame): EventFrame {
  const ms = 1_000_000 + seconds * 1_000;
  const moved = { ...frame, at: ms };
  return frame.timeline === undefined ? moved : { ...moved, timeline: { ...frame.timeline, at: ms } };
}

const created = at(
  -30,
  event(
    1,
    {
      type: 'created',
      title: 'Film night',
      video: session.video,
      host: 'ana',
      visibility: 'public',
      confirmation,
      start: 'at_once',
      starts_at: null,
    },
    {},
  ),
);
const evening = [
  created,
  at(0, event(2, { type: 'joined', member: 'ana', name: 'Ana', role: 'host', visit: 1 })),
  at(5, event(3, { type: 'played' }, { status: 'playing', position: 0 })),
  at(15, event(4, { type: 'seeked', from: 10, to: 60 }, { status: 'playing', position: 60 })),
  at(25, event(5, { type: 'paused', reason: 'asked' }, { position: 70 })),
  at(125, event(6, { type: 'played' }, { status: 'playing', position: 70 })),
  at(145, event(7, { type: 'ended', reason: 'asked' }, { position: 90 })),
];

const replay = new Replay(evening.map(logEvent), 0);
const party = (seconds: number) => 1_000_000 + seconds * 1_000;

function shown(seconds: number): number | null {
  const known = replay.timelineAt(party(seconds));
  return known === null ? null : positionAt(known, party(seconds));
}

test('it begins with the first who joins and ends with the session', () => {
  expect(replay.startMs).toBe(party(0));
  expect(replay.endMs).toBe(party(145));
  expect(replay.lengthMs).toBe(145_000);
  expect(replay.title).toBe('Film night');
});

test('a session that goes on is replayed up to now', () => {
  const running = new Replay(evening.slice(0, -1).map(logEvent), party(130));
  expect(running.endMs).toBe(party(130));
});

test('at every party time the same is seen as was seen then', () => {
  const seen = [0, 4.9, 5, 14.9, 15, 24, 30, 124.9, 135].map((seconds) => [seconds, shown(seconds)]);
  expect(seen).toEqual([
    [0, 0],
    [4.9, 0],
    [5, 0],
    [14.9, 9.9],
    [15, 60],
    [24, 69],
    [30, 70],
    [124.9, 70],
    [135, 80],
  ]);
});

test('before the start it shows what the start shows', () => {
  expect(replay.timelineAt(0)).toEqual(replay.timelineAt(party(0)));
  expect(replay.videoAt(0)?.id).toBe('v1');
});

test('markers stand where something happened', () => {
  const kinds = replay.markers.map(({ at: ms, kind }) => [(ms - replay.startMs) / 1_000, kind]);
  expect(kinds).toEqual([
    [0, 'join'],
    [5, 'play'],
    [15, 'seek'],
    [25, 'pause'],
    [125, 'play'],
  ]);
});

describe('stretches in which nothing plays', () => {
  test('only the long ones are gaps', () => {
    expect(replay.gaps).toEqual([{ from: party(25), to: party(125) }]);
  });

  test('a skip ends a second before something happens', () => {
    expect(replay.skipFrom(party(40))).toBe(party(124));
    expect(replay.skipFrom(party(124.5))).toBeNull();
    expect(replay.skipFrom(party(10))).toBeNull();
  });
});

test('the log may come in any order', () => {
  const shuffled = new Replay([...evening].reverse().map(logEvent), 0);
  expect(shuffled.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('an empty log has no length and shows nothing', () => {
  const empty = new Replay([], 77);
  expect([empty.lengthMs, empty.timelineAt(77), empty.markers.length]).toEqual([0, null, 0]);
});

test('while the replay stands, so does its timeline', () => {
  const playing = timeline({ status: 'playing', position: 10, at: 1_000 });
  expect(shownTimeline(playing, 3_000, true)).toBe(playing);
  expect(shownTimeline(playing, 3_000, false)).toMatchObject({ status: 'paused', position: 12 });
});
