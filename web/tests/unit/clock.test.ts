import { describe, expect, test } from 'vitest';
import { ClockEstimator, nextPingInMs } from '../../src/client/clock';
import { seeded } from './support';

interface Network {
  /** One way, in milliseconds. */
  base: number;
  jitter: number;
  /** How much longer the way there is. */
  asymmetry?: number;
  skewPpm: number;
  seed: number;
}

const OFFSET_MS = 1_700_000_000_000;

/** Pings for `seconds` over a simulated network; returns the errors of the estimate once a second after the burst. */
function errors(network: Network, seconds: number, estimator = new ClockEstimator()): number[] {
  const { base, jitter, asymmetry = 0, skewPpm, seed } = network;
  const random = seeded(seed);
  const server = (local: number) => OFFSET_MS + local * (1 + skewPpm * 1e-6);
  const queue = () => -Math.log(1 - random()) * jitter;
  const found: number[] = [];
  let sent = 0;
  let nextCheck = 1_000;
  for (let local = 0; local < seconds * 1_000; ) {
    const there = base + asymmetry + queue();
    const back = base + queue();
    const t2 = server(local + there);
    const t3 = t2 + 0.2;
    const t4 = local + there + 0.2 + back;
    estimator.add({ t1: local, t2, t3, t4 });
    sent += 1;
    local += Math.max(nextPingInMs(sent, local, estimator.estimate(t4)?.uncertaintyMs ?? 99), t4 - local);
    while (nextCheck <= local) {
      const estimate = estimator.estimate(nextCheck);
      if (estimate !== null) found.push(nextCheck + estimate.offsetMs - server(nextCheck));
      nextCheck += 1_000;
    }
  }
  return found;
}

function worst95(values: readonly number[]): number {
  const sorted = values.map(Math.abs).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
}

describe('the error stays within a bound for', () => {
  const cases: [string, Omit<Network, 'seed'>, number][] = [
    ['a local network', { base: 0.5, jitter: 0.3, skewPpm: 0 }, 0.5],
    ['a good line with a fast clock', { base: 12, jitter: 3, skewPpm: 40 }, 1.2],
    ['a mobile line with a slow clock', { base: 30, jitter: 12, skewPpm: -50 }, 2],
    ['another continent', { base: 120, jitter: 10, skewPpm: 80 }, 2],
    ['a shaky line to another continent', { base: 120, jitter: 40, skewPpm: 80 }, 7],
  ];
  for (const [name, network, boundMs] of cases) {
    test(name, () => {
      for (let seed = 1; seed <= 20; seed += 1) {
        expect(worst95(errors({ ...network, seed }, 300)), `seed ${seed}`).toBeLessThan(boundMs);
      }
    });
  }
});

test('a clock that runs fast is not followed late', () => {
  const means = (skewPpm: number) =>
    Array.from(
      { length: 40 },
      (_, i) => errors({ base: 120, jitter: 40, skewPpm, seed: i + 1 }, 60).at(-1) ?? 0,
    );
  for (const skewPpm of [80, -80]) {
    const mean = means(skewPpm).reduce((sum, error) => sum + error, 0) / 40;
    expect(Math.abs(mean), `${skewPpm} ppm`).toBeLessThan(1.5);
  }
});

test('asymmetry shows as half of itself and within the stated bound', () => {
  const estimator = new ClockEstimator();
  const found = errors({ base: 20, jitter: 1, asymmetry: 30, skewPpm: 0, seed: 7 }, 120, estimator);
  const last = found.at(-1) ?? 0;
  expect(Math.abs(last)).toBeGreaterThan(13);
  expect(Math.abs(last)).toBeLessThan(17);
  expect(estimator.estimate(120_000)?.boundMs).toBeGreaterThan(Math.abs(last));
});

test('the slow round trips are told beside the least one', () => {
  const estimator = new ClockEstimator();
  errors({ base: 120, jitter: 40, skewPpm: 0, seed: 6 }, 60, estimator);
  const { roundTripMs = 0, roundTripP50Ms = 0, roundTripP95Ms = 0 } = estimator.estimate(60_000) ?? {};
  expect(roundTripMs).toBeGreaterThan(240);
  expect(roundTripMs).toBeLessThan(270);
  expect(roundTripP50Ms).toBeGreaterThan(roundTripMs);
  expect(roundTripP50Ms).toBeLessThan(roundTripP95Ms);
  expect(roundTripP95Ms).toBeGreaterThan(370);
  expect(roundTripP95Ms).toBeLessThan(520);
});

test('there is no estimate before five samples', () => {
  const estimator = new ClockEstimator();
  for (let i = 0; i < 4; i += 1) estimator.add({ t1: i, t2: i, t3: i, t4: i });
  expect(estimator.estimate(10)).toBeNull();
  estimator.add({ t1: 5, t2: 5, t3: 5, t4: 5 });
  expect(estimator.estimate(10)?.samples).toBe(5);
});

test('a clock that steps is noticed after three samples, and measured anew', () => {
  const estimator = new ClockEstimator();
  errors({ base: 5, jitter: 0.5, skewPpm: 0, seed: 3 }, 60, estimator);
  const step = (local: number) => {
    const t2 = OFFSET_MS + 500 + local + 5;
    return estimator.add({ t1: local, t2, t3: t2, t4: local + 10 });
  };
  expect([step(61_000), step(62_000), step(63_000)]).toEqual(['taken', 'taken', 'stepped']);
  for (let local = 64_000; local < 70_000; local += 1_000) step(local);
  const estimate = estimator.estimate(70_000);
  expect(Math.abs((estimate?.offsetMs ?? 0) - OFFSET_MS - 500)).toBeLessThan(0.5);
});

test('one late answer is no step', () => {
  const estimator = new ClockEstimator();
  errors({ base: 5, jitter: 0.5, skewPpm: 0, seed: 4 }, 60, estimator);
  for (let i = 0; i < 5; i += 1) {
    const t1 = 61_000 + i * 1_000;
    const t2 = OFFSET_MS + t1 + 905;
    expect(estimator.add({ t1, t2, t3: t2, t4: t1 + 910 })).toBe('taken');
  }
});

test('the uncertainty grows when nothing is heard', () => {
  const estimator = new ClockEstimator();
  errors({ base: 5, jitter: 1, skewPpm: 10, seed: 5 }, 60, estimator);
  const soon = estimator.estimate(60_000)?.uncertaintyMs ?? Number.NaN;
  const late = estimator.estimate(600_000)?.uncertaintyMs ?? Number.NaN;
  expect(late).toBeGreaterThan(2 * soon);
});

test('pings come in a burst, then four a second, then each second, then every five', () => {
  expect([nextPingInMs(1, 0, 9), nextPingInMs(9, 540, 9)]).toEqual([60, 60]);
  expect([nextPingInMs(10, 600, 9), nextPingInMs(47, 9_999, 0.3)]).toEqual([250, 250]);
  expect([nextPingInMs(48, 10_000, 9), nextPingInMs(97, 59_999, 0.3)]).toEqual([250, 1_000]);
  expect([nextPingInMs(98, 60_000, 1.1), nextPingInMs(98, 60_000, 0.6)]).toEqual([2_500, 5_000]);
});
