/** The rules that ours are measured against: a straw man would flatter us. */
import { expect, test } from 'vitest';
import { Jellyfin } from '../../sync-bench/rivals/jellyfin';
import { JellyfinClock } from '../../sync-bench/rivals/jellyfin-clock';
import { MediaSync } from '../../sync-bench/rivals/mediasync';
import { OpenTogetherTube } from '../../sync-bench/rivals/opentogethertube';
import { type Look, NOTHING, type Rival } from '../../sync-bench/rivals/rival';
import { Syncplay } from '../../sync-bench/rivals/syncplay';
import { WatchParty } from '../../sync-bench/rivals/watchparty';

/** One look of a page that is `behindS` behind the target. */
function look(rival: Rival, behindS: number, more: Partial<Look> = {}) {
  return rival.correct({
    nowMs: 10_000,
    target: 100,
    position: 100 - behindS,
    everybody: [],
    oneWayMs: 0,
    ...more,
  });
}

/** Plays 60 s with a picture that obeys at once. Returns how far behind it ends, in seconds. */
function follow(rival: Rival, behindS: number, everyMs: number): number {
  let behind = behindS;
  let rate = 1;
  rival.changed(0);
  for (let nowMs = everyMs; nowMs <= 60_000; nowMs += everyMs) {
    behind -= ((rate - 1) * everyMs) / 1000;
    const target = nowMs / 1000;
    const step = rival.correct({ nowMs, target, position: target - behind, everybody: [], oneWayMs: 0 });
    if (step.kind === 'rate') rate = step.rate;
    if (step.kind === 'seek') behind = target - step.position;
  }
  return behind;
}

test('MediaSync closes in from any distance', () => {
  for (const behindS of [3, -3, 0.7, 0.3, 0.06, -0.02]) {
    expect(Math.abs(follow(new MediaSync(), behindS, 250))).toBeLessThan(0.01);
  }
});

test('MediaSync takes the mean of three errors', () => {
  const rival = new MediaSync();
  expect(look(rival, 0.2)).toEqual(NOTHING);
  expect(look(rival, 0.2)).toEqual(NOTHING);
  const step = look(rival, 0.2);
  expect(step.kind === 'rate' && step.rate).toBeCloseTo(1.15);
  expect(look(rival, 0.2)).toEqual(NOTHING);
});

test('MediaSync aims the second skip ahead by what the first missed', () => {
  const rival = new MediaSync();
  expect(look(rival, 5)).toEqual({ kind: 'seek', position: 100 });
  expect(look(rival, 5, { nowMs: 10_100 })).toEqual(NOTHING);
  // A second later it should be at 101 and is at 99.7: it missed by 1.3.
  const again = look(rival, 1.3, { nowMs: 11_000, target: 101, position: 99.7 });
  expect(again.kind === 'seek' && again.position).toBeCloseTo(102.3);
});

test('Jellyfin corrects beyond 60 ms for a second, and as delivered never', () => {
  const rival = new Jellyfin('on');
  expect(look(rival, 0.05)).toEqual(NOTHING);
  expect(look(rival, 0.2, { nowMs: 10_500 })).toEqual(NOTHING);
  const step = look(rival, 0.2, { nowMs: 11_500 });
  expect(step.kind === 'rate' && step.rate).toBeCloseTo(1.2);
  expect(look(rival, 0, { nowMs: 12_400 })).toEqual(NOTHING);
  expect(look(rival, 0, { nowMs: 12_500 })).toEqual({ kind: 'rate', rate: 1 });
  expect(look(new Jellyfin('on'), 4)).toEqual({ kind: 'seek', position: 100 });
  expect(look(new Jellyfin('off'), 2)).toEqual(NOTHING);
});

test('Jellyfin believes the exchange of least delay among eight', () => {
  const clock = new JellyfinClock();
  expect(clock.offsetMs).toBeNull();
  clock.add({ t1: 0, t2: 110, t3: 110, t4: 20 });
  clock.add({ t1: 100, t2: 260, t3: 260, t4: 180 });
  expect(clock.offsetMs).toBe(100);
  expect(clock.nextInMs).toBe(1_000);
  for (let i = 0; i < 8; i += 1) clock.add({ t1: 100, t2: 260, t3: 260, t4: 180 });
  expect(clock.offsetMs).toBe(120);
  expect(clock.nextInMs).toBe(60_000);
});

test('OpenTogetherTube minds nothing below a second', () => {
  expect(look(new OpenTogetherTube(), 0.9)).toEqual(NOTHING);
  expect(look(new OpenTogetherTube(), -1.1)).toEqual({ kind: 'seek', position: 100 });
});

test('WatchParty hurries after the leader', () => {
  const rate = (behindS: number, everybody: number[]) => {
    const step = look(new WatchParty(), behindS, { everybody });
    return step.kind === 'rate' ? step.rate : null;
  };
  expect(rate(0.4, [100, 99.6])).toBe(1);
  expect(rate(0.6, [100, 99.4])).toBeCloseTo(1.06);
  expect(rate(9, [100, 91])).toBe(1.1);
  // Of three it is the middle that leads, and that is no reason to hurry.
  expect(rate(0.6, [100, 99.4, 99.3])).toBe(1);
  expect(rate(0, [])).toBe(1);
});

test('Syncplay waits for the slowest, and lets a second and a half pass', () => {
  const rival = new Syncplay();
  const at = (ahead: number) => look(rival, 0, { everybody: [100 - ahead, 100], oneWayMs: 0 });
  expect(at(1.4)).toEqual({ kind: 'rate', rate: 1 });
  expect(at(1.6)).toEqual({ kind: 'rate', rate: 0.95 });
  expect(at(0.5)).toEqual({ kind: 'rate', rate: 0.95 });
  expect(at(0.05)).toEqual({ kind: 'rate', rate: 1 });
  expect(at(5)).toEqual({ kind: 'seek', position: 95 });
});
