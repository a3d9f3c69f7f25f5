/** The whole loop on virtual time: the real clock, engine and controller against models of networks and players. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DESKTOP, Device, FIREFOX, SEEKS_ONLY, VIMEO, YOUTUBE } from '../../src/client';
import { SOUND } from './world/model-player';
import { PLACES, Room, type Seen } from './world/room';

const SEEDS = [1, 2, 3, 4, 5];
const HOUR_MS = 3_600_000;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
}

const from = (seen: readonly Seen[], ms: number) => seen.filter(({ sinceMs }) => sinceMs >= ms);
const spreads = (seen: readonly Seen[]) => seen.map(({ spreadMs }) => spreadMs);
const worst = (seen: readonly Seen[]) => Math.max(...seen.flatMap(({ errorsMs }) => errorsMs.map(Math.abs)));

/** When they are within 40 ms for good, counted from the common start. */
function settleMs(seen: readonly Seen[]): number {
  const started = from(seen, 0);
  const last = started.findLastIndex(({ spreadMs }) => spreadMs > 40);
  return started[last + 1]?.sinceMs ?? Number.POSITIVE_INFINITY;
}

function four(seed: number): Room {
  const room = new Room(seed);
  for (const place of PLACES) room.add(place);
  room.watch(3_000);
  return room;
}

describe('four people on four networks', () => {
  for (const seed of SEEDS) {
    test(`start, seek, pause, resume together (seed ${seed})`, () => {
      const room = four(seed);
      for (const act of [() => room.play(), () => room.play(900), () => room.play(100)]) {
        act();
        const seen = room.watch(9_000);
        expect(settleMs(seen)).toBeLessThan(1_200);
        expect(p95(spreads(from(seen, 3_000)))).toBeLessThan(12);
      }
      room.pause();
      room.watch(1_500);
      room.play();
      const resumed = room.watch(9_000);
      expect(settleMs(resumed)).toBeLessThan(800);
      expect(p95(spreads(from(resumed, 3_000)))).toBeLessThan(12);
    });
  }

  test('who comes late moves nobody, and is there within three seconds', () => {
    const room = four(7);
    room.play(30);
    room.watch(8_000);
    const others = [...room.pages];
    const seeksBefore = others.map(({ player }) => player.seeks);
    const late = room.add({ baseMs: 60, jitterMs: 15, skewPpm: 30, offsetMs: 99_000 });
    room.watch(3_000);
    expect(Math.abs(late.errorMs)).toBeLessThan(40);
    const after = room.watch(5_000);
    expect(worst(from(after, 0))).toBeLessThan(20);
    expect(others.map(({ player }) => player.seeks)).toEqual(seeksBefore);
  });

  test('ten minutes bring no seek, no run-away and few writes', () => {
    const room = four(8);
    room.play(10);
    room.watch(10_000);
    const before = room.pages.map(({ player }) => ({ seeks: player.seeks, writes: player.rateWrites }));
    const seen = room.watch(600_000);
    expect(p95(spreads(seen))).toBeLessThan(12);
    room.pages.forEach(({ player }, i) => {
      expect(player.seeks).toBe(before[i]?.seeks);
      expect(player.rateWrites - (before[i]?.writes ?? 0)).toBeLessThan(2 * 600);
    });
  });
});

test('a sound card that runs 0.2 % slow is carried by the integral', () => {
  const room = new Room(11);
  const page = room.add(PLACES[1] ?? fail(), { ...SOUND, sinkPpm: -2_000 });
  room.watch(2_000);
  room.play(5);
  const seen = room.watch(240_000);
  expect(p95(spreadOf(seen.slice(-1_200)))).toBeLessThan(8);
  expect(page.player.seeks).toBeLessThan(3);
});

test('a stall of eight seconds is caught up with, and nothing is wound up in it', () => {
  const room = new Room(12);
  const page = room.add(PLACES[1] ?? fail());
  room.watch(2_000);
  room.play(5);
  room.watch(20_000);
  page.player.starve(true);
  room.watch(8_000);
  page.player.starve(false);
  const seen = room.watch(30_000);
  expect(Math.min(...seen.flatMap(({ errorsMs }) => errorsMs))).toBeGreaterThan(-250);
  expect(worst(seen.slice(-200))).toBeLessThan(10);
});

test('a player whose seeks cost half a second does not seek on and on', () => {
  const room = new Room(13);
  const page = room.add(PLACES[0] ?? fail(), { ...SOUND, seekLossMs: 500, coldMs: 500, jitterMs: 60 });
  room.watch(2_000);
  room.play(5);
  const seen = room.watch(60_000);
  expect(page.player.seeks).toBeLessThan(5);
  expect(worst(seen.slice(-400))).toBeLessThan(20);
});

test('a machine that slept for three hours comes back to where the others are', () => {
  const room = four(14);
  room.timeline = { ...room.timeline, length: 36_000 };
  for (const { player } of room.pages) Object.assign(player, { length: 36_000 });
  room.play(5);
  room.watch(30_000);
  const sleeper = room.pages[1] ?? fail();
  sleeper.sleptMs += 3 * HOUR_MS;
  const seeks = sleeper.player.seeks;
  const seen = room.watch(10_000);
  // Its player did not sleep here, so it must not be moved by the wrong clock either.
  expect(worst(seen)).toBeLessThan(60);
  expect(sleeper.player.seeks).toBe(seeks);
});

test('a hidden tab that is asked once a second stays together and does not swing', () => {
  const room = four(15);
  room.play(5);
  room.watch(5_000);
  for (const page of room.pages) page.timerMs = 1_000;
  const seen = room.watch(120_000);
  expect(p95(spreads(from(seen, 20_000)))).toBeLessThan(25);
  expect(worst(from(seen, 20_000))).toBeLessThan(40);
});

for (const [name, profile] of Object.entries({ YOUTUBE, VIMEO })) {
  test(`a player in a frame, with few rates and a coarse position, stays together (${name})`, () => {
    const room = new Room(18);
    const model = { ...SOUND, firstMs: 400, coldMs: 350, warmMs: 80, seekMs: 250, seekLossMs: 200 };
    for (const place of PLACES) {
      room.add(place, { ...model, stepMs: 250, rates: profile.rates ?? [], jitterMs: 60 }, { profile });
    }
    room.watch(3_000);
    room.play(5);
    room.watch(15_000);
    const before = room.pages.map(({ player }) => ({ seeks: player.seeks, writes: player.rateWrites }));
    const seen = room.watch(120_000);
    expect(p95(spreads(seen))).toBeLessThan(300);
    room.pages.forEach(({ player }, i) => {
      expect(player.seeks).toBe(before[i]?.seeks);
      expect(player.rateWrites - (before[i]?.writes ?? 0)).toBeLessThan(12);
    });
  });
}

test('a player in a frame without rates is only ever sought, and rarely', () => {
  const room = new Room(21);
  const model = {
    ...SOUND,
    firstMs: 900,
    coldMs: 500,
    warmMs: 120,
    seekMs: 300,
    seekLossMs: 250,
    sinkPpm: 200,
  };
  for (const place of PLACES) {
    room.add(place, { ...model, stepMs: 250, rates: [1], jitterMs: 150 }, { profile: SEEKS_ONLY });
  }
  room.watch(3_000);
  room.play(5);
  room.watch(30_000);
  const before = room.pages.map(({ player }) => player.seeks);
  const seen = room.watch(600_000);
  expect(p95(spreads(seen))).toBeLessThan(1_000);
  room.pages.forEach(({ player }, i) => {
    expect(player.seeks - (before[i] ?? 0)).toBeLessThan(3);
    expect(player.rateWrites).toBe(0);
  });
});

test('a desktop player gets few and firm pulses', () => {
  const room = new Room(19);
  const model = { ...SOUND, firstMs: 250, coldMs: 200, warmMs: 150, sinkPpm: 300 };
  for (const place of PLACES) room.add(place, model, { profile: DESKTOP });
  room.watch(3_000);
  room.play(5);
  room.watch(10_000);
  const writes = room.pages.map(({ player }) => player.rateWrites);
  const seen = room.watch(600_000);
  expect(p95(spreads(seen))).toBeLessThan(120);
  room.pages.forEach(({ player }, i) => {
    // 300 millionths are 180 ms in ten minutes: some pulses of 60 ms each.
    expect(player.rateWrites - (writes[i] ?? 0)).toBeLessThan(60);
  });
});

test('a position in steps of a frame is read by its upper edge', () => {
  const room = new Room(16);
  for (const place of PLACES) room.add(place, { ...SOUND, stepMs: 40 }, { profile: FIREFOX });
  room.watch(3_000);
  room.play(5);
  const seen = room.watch(30_000);
  const errors = from(seen, 10_000).flatMap(({ errorsMs }) => errorsMs.map(Math.abs));
  expect(p95(errors)).toBeLessThan(16);
});

test('what a visit learned about the device serves the next one', () => {
  const texts = new Map<string, string>();
  const store = {
    recall: (key: string) => texts.get(key) ?? null,
    keep: (k: string, v: string) => void texts.set(k, v),
  };
  const slow = { ...SOUND, firstMs: 300, coldMs: 220 };
  const firstErrors = [1, 2, 3, 4, 5].map((seed) => {
    const room = new Room(seed);
    const page = room.add(PLACES[0] ?? fail(), slow, { device: new Device(store) });
    room.watch(2_000);
    room.play(5);
    room.watch(750);
    const error = Math.abs(page.errorMs);
    room.watch(3_000);
    return error;
  });
  expect(firstErrors[0]).toBeGreaterThan(80);
  expect(firstErrors[4]).toBeLessThan(60);
});

test('a video without sound starts on time the first time', () => {
  const room = new Room(20);
  const model = {
    ...SOUND,
    sound: false,
    firstMs: 12,
    coldMs: 3,
    warmMs: 1,
    seekLossMs: 8,
    stepMs: 0,
    jitterMs: 4,
  };
  for (const place of PLACES) room.add(place, model);
  room.watch(3_000);
  room.play(5);
  const seen = room.watch(1_000);
  expect(worst(seen.filter(({ sinceMs }) => sinceMs >= 50 && sinceMs < 250))).toBeLessThan(25);
});

test('an offset moves this device and nobody else', () => {
  const room = new Room(17);
  const moved = room.add(PLACES[0] ?? fail());
  const other = room.add(PLACES[1] ?? fail());
  moved.engine.moveBy(200);
  room.watch(2_000);
  room.play(5);
  room.watch(10_000);
  expect(moved.errorMs).toBeGreaterThan(-215);
  expect(moved.errorMs).toBeLessThan(-185);
  expect(Math.abs(other.errorMs)).toBeLessThan(15);
});

function spreadOf(seen: readonly Seen[]): number[] {
  return seen.flatMap(({ errorsMs }) => errorsMs.map(Math.abs));
}

function fail(): never {
  throw new Error('there is no such place');
}
