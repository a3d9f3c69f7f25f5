import { describe, expect, test } from 'vitest';
import { fanOf, HEIGHT, pointsOf, WIDTH } from '../../src/app/admin/fan';
import { experimentsText } from '../../src/app/text-experiments';
import type { ExperimentEffect } from '../../src/client';

const effect = (low: number, high: number, arm = 'new'): ExperimentEffect => ({
  arm,
  difference: (low + high) / 2,
  low,
  high,
  detectable: 0.1,
  detectable_as_planned: 0.05,
});

const day = (number: number) => `2026-11-0${number}T12:00:00.000Z`;

const DECIDING = { arm: 'new', guardrail: null };

describe('the fan of an interval over time', () => {
  test('has the days on which the arm was compared, and the present', () => {
    const overTime = [
      { at: day(1), effects: [], guardrails: [] },
      { at: day(2), effects: [effect(-0.4, 0.4), effect(-1, 1, 'other')], guardrails: [] },
      {
        at: day(3),
        effects: [effect(-0.2, 0.3)],
        guardrails: [{ name: 'vetoes', effects: [effect(-9, 9)] }],
      },
    ];
    const points = pointsOf(DECIDING, overTime, { at: Date.parse(day(4)), effect: effect(-0.1, 0.3) });
    expect(points.map((point) => point.effect.low)).toEqual([-0.4, -0.2, -0.1]);
    expect(pointsOf(DECIDING, overTime, null)).toHaveLength(2);
    const vetoes = pointsOf({ arm: 'new', guardrail: 'vetoes' }, overTime, null);
    expect(vetoes.map((point) => point.effect.low)).toEqual([-9]);
    expect(pointsOf({ arm: 'new', guardrail: 'nothing' }, overTime, null)).toEqual([]);
  });

  test('ends where the experiment has ended, also where it was read once more later', () => {
    const overTime = [2, 3, 5].map((number) => ({
      at: day(number),
      effects: [effect(-0.2, 0.3)],
      guardrails: [],
    }));
    const points = pointsOf(DECIDING, overTime, { at: Date.parse(day(4)), effect: effect(-0.1, 0.3) });
    expect(points.map((point) => point.at)).toEqual([2, 3, 4].map((number) => Date.parse(day(number))));
    expect(points.at(-1)?.effect.low).toBe(-0.1);
  });

  test('reaches from edge to edge, with zero in the middle', () => {
    const points = [
      { at: 0, effect: effect(-0.4, 0.4) },
      { at: 10, effect: effect(0, 0.2) },
    ];
    const fan = fanOf(points);
    expect(fan?.scale).toBe(0.4);
    const middle = HEIGHT / 2;
    expect(fan?.band).toBe(`M0 0L${WIDTH} ${middle / 2}L${WIDTH} ${middle}L0 ${HEIGHT}Z`);
    expect(fan?.line).toBe(`M0 ${middle}L${WIDTH} ${middle * 0.75}`);
  });

  test('is not drawn for one moment, and does not divide by nothing', () => {
    expect(fanOf([])).toBeNull();
    expect(fanOf([{ at: 5, effect: effect(0, 1) }])).toBeNull();
    const flat = [0, 1].map((at) => ({ at, effect: effect(0, 0) }));
    expect(fanOf(flat)?.line).toBe(`M0 ${HEIGHT / 2}L${WIDTH} ${HEIGHT / 2}`);
  });
});

describe('EXP-10: a verdict is one sentence', () => {
  test.each([
    [
      { code: 'too_few', units: 12, needed: 30 },
      'Too early to say: the smallest arm has 12 circles, and needs 30.',
    ],
    [
      { code: 'better', effect: effect(0.1, 0.3) },
      'new is better: accepted differs by +0.200 (+0.100 to +0.300).',
    ],
    [
      { code: 'worse', effect: effect(-0.3, -0.1) },
      'new is worse: accepted differs by −0.200 (−0.300 to −0.100).',
    ],
    [
      { code: 'harmful', metric: 'vetoes', effect: effect(100, 200) },
      'new does harm: vetoes is worse, by +150.0 (+100.0 to +200.0).',
    ],
    [
      { code: 'no_spread' },
      'No differences are seen yet: in accepted, all circles of an arm have done the same so far.',
    ],
    [{ code: 'nothing_measured' }, 'There are circles in every arm, but nothing of accepted was measured.'],
  ] as const)('%o', (verdict, words) => {
    expect(experimentsText.verdict(verdict, 'accepted', 'circle')).toBe(words);
  });
});
