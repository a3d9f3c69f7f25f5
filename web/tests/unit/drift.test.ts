import { describe, expect, test } from 'vitest';
import { DriftController } from '../../src/client/drift';
import { CHROMIUM, type DriftProfile, keepingPitch } from '../../src/client/drift-profiles';
import { seeded } from './support';

interface World {
  /** How far behind the player begins, in milliseconds. */
  behindMs: number;
  /** How much slower than asked the player runs. */
  slowPpm?: number;
  noiseMs?: number;
  /** What a seek loses. */
  seekCostMs?: number;
  /** The player ignores rates closer to 1 than this. */
  deadRate?: number;
  profile?: DriftProfile;
  rate?: number;
  seed?: number;
}

interface Run {
  /** The true error in milliseconds at each step. */
  errors: number[];
  rates: number[];
  seeksAt: number[];
}

const STEP_MS = 50;

/** Closes the loop: the controller's rate moves a player model, whose measured error goes back into the controller. */
function run(world: World, seconds: number): Run {
  const {
    slowPpm = 0,
    noiseMs = 0,
    seekCostMs = 0,
    deadRate = 0,
    profile = CHROMIUM,
    rate = 1,
    seed = 1,
  } = world;
  const random = seeded(seed);
  const controller = new DriftController();
  controller.use(profile);
  controller.settle(-60_000);
  const result: Run = { errors: [], rates: [], seeksAt: [] };
  let behind = world.behindMs;
  let played = rate;
  for (let now = 0; now < seconds * 1_000; now += STEP_MS) {
    const action = controller.update(now, behind + (random() - 0.5) * 2 * noiseMs, rate);
    if (action.kind === 'seek') {
      result.seeksAt.push(now);
      behind = seekCostMs - action.leadMs;
      played = rate;
    } else {
      const ratio = action.rate / rate;
      played = Math.abs(ratio - 1) < deadRate ? rate : action.rate;
    }
    behind += STEP_MS * (1 - (played / rate) * (1 - slowPpm * 1e-6));
    result.errors.push(behind);
    result.rates.push(played);
  }
  return result;
}

const from = ({ errors }: Run, seconds: number) => errors.slice((seconds * 1_000) / STEP_MS);
const worst = (errors: number[]) => Math.max(...errors.map(Math.abs));

describe('it converges', () => {
  test('from 50 ms behind by trimming alone, without an audible rate', () => {
    const result = run({ behindMs: 50 }, 60);
    expect(worst(from(result, 30))).toBeLessThan(4);
    expect(Math.max(...result.rates)).toBeLessThanOrEqual(1.005 + 1e-9);
    expect(result.seeksAt).toEqual([]);
  });

  test('from 50 ms ahead without overshooting by more than a few milliseconds', () => {
    const result = run({ behindMs: -50 }, 60);
    expect(Math.max(...result.errors)).toBeLessThan(4);
    expect(worst(from(result, 30))).toBeLessThan(4);
  });

  test('from 600 ms behind by catching up, without a seek', () => {
    const result = run({ behindMs: 600 }, 60);
    expect(result.seeksAt).toEqual([]);
    expect(Math.max(...result.rates)).toBeLessThanOrEqual(1.05 + 1e-9);
    expect(worst(from(result, 30))).toBeLessThan(5);
  });

  test('when the player runs 2000 ppm slow: the integral takes it over', () => {
    expect(worst(from(run({ behindMs: 0, slowPpm: 2_000 }, 240), 120))).toBeLessThan(3);
  });

  test('when the player keeps the pitch and ignores small rates', () => {
    const result = run({ behindMs: 40, deadRate: 0.00104, profile: keepingPitch(CHROMIUM), rate: 1.5 }, 60);
    expect(worst(from(result, 30))).toBeLessThan(12);
  });
});

test('it does not oscillate with a noisy measurement', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const settled = from(run({ behindMs: 40, noiseMs: 6, slowPpm: 50, seed }, 120), 40);
    expect(worst(settled), `seed ${seed}`).toBeLessThan(8);
    const crossings = settled.filter((error, i) => i > 0 && error * (settled[i - 1] ?? 0) < 0).length;
    expect(crossings, `seed ${seed}`).toBeLessThan(80);
  }
});

test('it writes a rate only when that matters', () => {
  const { rates } = run({ behindMs: 20, noiseMs: 1 }, 60);
  const writes = rates.filter((rate, i) => i > 0 && rate !== rates[i - 1]).length;
  expect(writes).toBeLessThan(60);
});

test('the shared rate is kept while correcting', () => {
  const { rates } = run({ behindMs: 0, rate: 1.5, profile: keepingPitch(CHROMIUM) }, 5);
  expect(rates.every((rate) => rate === 1.5)).toBe(true);
});

describe('seeks', () => {
  test('one that is too far behind seeks once and learns what a seek costs', () => {
    const result = run({ behindMs: 5_000, seekCostMs: 120 }, 60);
    expect(result.seeksAt).toHaveLength(1);
    expect(worst(from(result, 40))).toBeLessThan(4);
  });

  test('a player whose seeks never land backs off instead of seeking on and on', () => {
    const controller = new DriftController();
    const seeksAt: number[] = [];
    for (let now = 0; now < 600_000; now += STEP_MS) {
      if (controller.update(now, 8_000, 1).kind === 'seek') seeksAt.push(now);
    }
    const gaps = seeksAt.slice(1).map((at, i) => at - (seeksAt[i] ?? 0));
    expect(gaps.every((gap, i) => i === 0 || gap >= (gaps[i - 1] ?? 0))).toBe(true);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(60_000);
    expect(seeksAt.length).toBeLessThan(16);
  });

  test('just after a start less is enough to seek', () => {
    const late = new DriftController();
    const early = new DriftController();
    early.settle(0);
    const actions = (controller: DriftController, at: number) =>
      Array.from({ length: 6 }, (_, i) => controller.update(at + i * STEP_MS, 500, 1).kind);
    expect(actions(early, 500)).toContain('seek');
    expect(actions(late, 500)).not.toContain('seek');
  });
});
