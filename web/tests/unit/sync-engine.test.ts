import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Player, PlayerEvent, PlayerFailure, Timeline } from '../../src/client';
import { SyncEngine } from '../../src/client';
import { positionAt } from '../../src/client/timeline';
import { timeline } from './support';

/** A player on the fake clock: it starts after a latency, loses time in a seek, and does nothing by itself. */
class FakePlayer implements Player {
  readonly hasSound = true;
  length: number | null = 600;
  paused = true;
  ended = false;
  ready = true;
  readonly buffered = [];
  failure: PlayerFailure | null = null;
  startLatencyMs = 40;
  seekMs = 20;
  /** What the browser allows. */
  autoplay: 'sound' | 'silent' | 'never' = 'sound';
  muted = false;
  rate = 1;
  keepPitch = true;
  calls: string[] = [];
  private at = 0;
  private movesFrom: number | null = null;
  private seekDoneAt = 0;

  get position(): number {
    const from = this.movesFrom;
    if (from === null) return this.at;
    const moved = Math.max(0, performance.now() - Math.max(from, this.seekDoneAt));
    return this.at + (moved * this.rate) / 1000;
  }

  get seeking(): boolean {
    return performance.now() < this.seekDoneAt;
  }

  load(): void {}

  async play(): Promise<void> {
    this.calls.push('play');
    const allowed = this.autoplay === 'sound' || (this.autoplay === 'silent' && this.muted);
    if (!allowed) throw new DOMException('a gesture is needed', 'NotAllowedError');
    if (!this.paused) return;
    this.paused = false;
    this.movesFrom = performance.now() + this.startLatencyMs;
  }

  pause(): void {
    this.calls.push('pause');
    this.at = this.position;
    this.movesFrom = null;
    this.paused = true;
  }

  seek(position: number): void {
    this.calls.push(`seek ${position.toFixed(2)}`);
    this.at = position;
    this.seekDoneAt = performance.now() + this.seekMs;
    if (this.movesFrom !== null) this.movesFrom = performance.now();
  }

  setRate(rate: number, keepPitch: boolean): void {
    if (rate !== this.rate && this.movesFrom !== null) {
      this.at = this.position;
      this.movesFrom = Math.max(performance.now(), this.movesFrom);
    }
    this.rate = rate;
    this.keepPitch = keepPitch;
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
  }

  setVolume(): void {}
  listen(_: (event: PlayerEvent) => void): () => void {
    return () => {};
  }
  destroy(): void {}
}

const T0 = 5_000_000;
let now: Timeline;
let clockReady: boolean;
let player: FakePlayer;
let engine: SyncEngine;
let zero: number;

const serverNow = () => T0 + performance.now() - zero;

function set(part: Partial<Timeline>): void {
  now = timeline({ ...now, rev: now.rev + 1, ...part });
  engine.tick();
}

const errorMs = () => (positionAt(now, serverNow()) - player.position) * 1000;

beforeEach(() => {
  vi.useFakeTimers();
  zero = performance.now();
  clockReady = true;
  now = timeline({ at: T0 });
  player = new FakePlayer();
  engine = new SyncEngine({
    timeline: () => now,
    now: () => (clockReady ? serverNow() : null),
    speed: () => 1,
  });
  engine.use(player);
  engine.start();
});

afterEach(() => {
  engine.stop();
  vi.useRealTimers();
});

describe('a scheduled start', () => {
  test('stands still before its time and moves on time', async () => {
    set({ status: 'playing', position: 30, at: T0 + 600 });
    await vi.advanceTimersByTimeAsync(400);
    expect(player.paused).toBe(true);
    expect(player.position).toBe(30);
    expect(engine.state.phase).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1_200);
    expect(Math.abs(errorMs())).toBeLessThan(60);
    expect(engine.state.phase).toBe('playing');
  });

  test('gives the player one start, a little ahead, and never takes it back', async () => {
    set({ status: 'playing', position: 30, at: T0 + 600 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(player.calls).toEqual(['seek 30.00', 'play']);
  });

  test('learns how long this player needs', async () => {
    player.startLatencyMs = 200;
    const firstErrors: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      set({ status: 'playing', position: 10 * i, at: serverNow() + 800 });
      await vi.advanceTimersByTimeAsync(1_150);
      firstErrors.push(Math.abs(errorMs()));
      await vi.advanceTimersByTimeAsync(2_000);
      set({ status: 'paused', position: 10 * (i + 1), at: serverNow() });
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(firstErrors[0]).toBeGreaterThan(80);
    expect(firstErrors.at(-1)).toBeLessThan(30);
  });

  test('a pause before the start cancels it', async () => {
    set({ status: 'playing', position: 30, at: T0 + 600 });
    await vi.advanceTimersByTimeAsync(300);
    set({ status: 'paused', position: 30, at: T0 + 300 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(player.calls).not.toContain('play');
  });
});

test('what the server insists on is no reason to seek once the player is there', async () => {
  set({ status: 'playing', position: 30, at: T0 + 600 });
  await vi.advanceTimersByTimeAsync(3_000);
  const before = engine.figures.seeks;
  engine.resync();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(engine.figures.seeks).toEqual(before);
});

test('it counts what it does to a player, from its loading on', async () => {
  const writes: number[] = [];
  const setRate = player.setRate.bind(player);
  player.setRate = (rate, keepPitch) => {
    if (rate !== writes.at(-1)) writes.push(rate);
    setRate(rate, keepPitch);
  };
  player.startLatencyMs = 200;
  set({ status: 'playing', position: 30, at: T0 + 600 });
  await vi.advanceTimersByTimeAsync(5_000);
  player.seek(player.position + 3);
  engine.resync();
  const { seeks, rate, rateWrites } = engine.figures;
  const all = Object.values(seeks).reduce((sum, n) => sum + n);
  const byItself = 1;
  expect(all).toBe(player.calls.filter((call) => call.startsWith('seek')).length - byItself);
  expect(seeks).toMatchObject({ standing: 1, told: 1 });
  expect(rate).toBe(writes.at(-1));
  expect(rateWrites).toBe(writes.length - 1);
  expect(rateWrites).toBeGreaterThan(0);
  engine.use(null);
  expect(engine.figures).toMatchObject({ seeks: { standing: 0, told: 0 }, rateWrites: 0 });
});

test('a pause stops at once and shows the canonical position', async () => {
  set({ status: 'playing', position: 0, at: T0 + 200 });
  await vi.advanceTimersByTimeAsync(3_000);
  const p = positionAt(now, serverNow()) - 0.2;
  set({ status: 'paused', position: p, at: serverNow() - 200 });
  expect(player.paused).toBe(true);
  expect(player.position).toBeCloseTo(p, 3);
});

test('who comes late goes to where the others are', async () => {
  now = timeline({ status: 'playing', position: 100, at: T0 - 60_000, rev: 5 });
  engine.tick();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(Math.abs(errorMs())).toBeLessThan(40);
  expect(player.paused).toBe(false);
});

test('nothing starts before the clock is known', async () => {
  clockReady = false;
  set({ status: 'playing', position: 0, at: T0 });
  await vi.advanceTimersByTimeAsync(500);
  expect(player.paused).toBe(true);
  clockReady = true;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(Math.abs(errorMs())).toBeLessThan(40);
});

test('a player that the browser stopped by itself is started again', async () => {
  set({ status: 'playing', position: 0, at: T0 + 200 });
  await vi.advanceTimersByTimeAsync(3_000);
  player.pause();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(player.paused).toBe(false);
  expect(Math.abs(errorMs())).toBeLessThan(40);
});

test('a stall is shown, and caught up with', async () => {
  set({ status: 'playing', position: 0, at: T0 + 200 });
  await vi.advanceTimersByTimeAsync(5_000);
  player.ready = false;
  player.setRate(0, false);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(engine.state).toMatchObject({ phase: 'buffering', driftMs: null });
  player.ready = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(Math.abs(errorMs())).toBeLessThan(60);
});

describe('the browser wants a gesture', () => {
  test('the picture is in sync without sound until there is one', async () => {
    player.autoplay = 'silent';
    set({ status: 'playing', position: 0, at: T0 + 200 });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(engine.state).toMatchObject({ silenced: true, phase: 'playing' });
    expect(player.muted).toBe(true);
    player.autoplay = 'sound';
    engine.unblock();
    expect(player.muted).toBe(false);
    expect(engine.state.silenced).toBe(false);
  });

  test('where not even that is allowed it says so, and does not try on and on', async () => {
    player.autoplay = 'never';
    set({ status: 'playing', position: 0, at: T0 + 200 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(engine.state.phase).toBe('blocked');
    expect(player.calls.filter((call) => call === 'play').length).toBeLessThan(4);
    player.autoplay = 'sound';
    engine.unblock();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(engine.state.phase).toBe('playing');
  });
});

test('the pitch is left alone only at the normal rate', async () => {
  set({ status: 'playing', position: 0, at: T0 + 200 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(player.keepPitch).toBe(false);
  set({ status: 'playing', position: 1, rate: 1.5, at: serverNow() });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(player.keepPitch).toBe(true);
  expect(player.rate).toBeGreaterThan(1.4);
});

test('the last frames play out, and the end is not run past', async () => {
  set({ status: 'playing', position: 595, length: 600, at: T0 });
  await vi.advanceTimersByTimeAsync(4_500);
  player.calls.length = 0;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(player.calls).toEqual([]);
});

test('a player that failed is left alone', async () => {
  set({ status: 'playing', position: 0, at: T0 + 100 });
  player.failure = { kind: 'decode' };
  player.calls.length = 0;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(player.calls).toEqual([]);
  expect(engine.state.phase).toBe('idle');
});
