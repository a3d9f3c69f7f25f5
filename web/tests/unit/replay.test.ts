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

test('it knows who was there at each moment, under the name of then', () => {
  const moment = (seconds: number) => [...replay.presentAfter(replay.seqAt(party(seconds))).values()];
  expect([moment(-100), moment(0), moment(144), moment(145)]).toEqual([['Ana'], ['Ana'], ['Ana'], []]);
  const busy = new Replay(
    [
      ...evening.slice(0, 3),
      at(6, event(4, { type: 'joined', member: 'ben', name: 'Ben', role: 'member', visit: 1 })),
      at(7, event(5, { type: 'renamed', member: 'ben', name: 'Benjamin' })),
      at(8, event(6, { type: 'left', member: 'ana', joined: 2, reason: 'asked' })),
    ].map(logEvent),
    party(10),
  );
  const after = (seq: number) => [...busy.presentAfter(seq).values()];
  expect([2, 4, 5, 6].map(after)).toEqual([['Ana'], ['Ana', 'Ben'], ['Ana', 'Benjamin'], ['Benjamin']]);
  expect(busy.seqAt(party(6.5))).toBe(4);
  expect(busy.names.get('ben')).toBe('Benjamin');
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
  expect([empty.lengthMs, empty.timelineAt(77), empty.seqAt(77)]).toEqual([0, null, 0]);
});

test('while the replay stands, so does its timeline', () => {
  const playing = timeline({ status: 'playing', position: 10, at: 1_000 });
  expect(shownTimeline(playing, 3_000, true)).toBe(playing);
  expect(shownTimeline(playing, 3_000, false)).toMatchObject({ status: 'paused', position: 12 });
});

test('a place in the video leads to when it was on screen, or what was nearest to it', () => {
  const when = (position: number, near: number) => replay.whenShown('v1', position, party(near));
  expect(when(4, 0)).toBe(party(9));
  expect(when(65, 0)).toBe(party(20));
  expect(when(80, 0)).toBe(party(135));
  // Two times on screen: the nearer one.
  expect(when(70, 20)).toBe(party(25));
  expect(when(70, 120)).toBe(party(120));
  // Never on screen.
  expect(when(30, 0)).toBe(party(15));
  expect(when(500, 0)).toBe(party(145));
  expect(replay.whenShown('v2', 4, party(0))).toBeNull();
});
