import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** A definition, as far as it says who gets which arm. */
interface Definition {
  key: string;
  traffic_percent?: number;
  holdout_percent?: number;
  layer?: { name: string; from_percent: number; to_percent: number };
  arm: { name: string; weight?: number }[];
  overrides?: Record<string, string>;
}

interface Golden {
  draws: { salt: string; purpose: string; unit: string; draw: string }[];
  assignments: { definition: Definition; phase: number; units: Record<string, object> }[];
}

const path = new URL('../../../vectors/experiment.json', import.meta.url);
const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;

function draw(salt: string, purpose: string, unit: string): bigint {
  return createHash('sha256').update(`${salt}\0${purpose}\0${unit}`).digest().readBigUInt64BE(0);
}

function place(salt: string, purpose: string, unit: string, among: number): number {
  return Number((draw(salt, purpose, unit) * BigInt(among)) >> 64n);
}

/** Who gets which arm, told again in another language: `crates/experiment/src/assignment.rs`. */
function assign(definition: Definition, phase: number, unit: string): object {
  const { layer, overrides = {}, arm: arms } = definition;
  if (overrides[unit] !== undefined) return { override: overrides[unit] };
  if (place('sameframe', 'holdout', unit, 100) < (definition.holdout_percent ?? 0))
    return { outside: 'held_out' };
  if (layer) {
    const at = place(layer.name, 'layer', unit, 100);
    if (at < layer.from_percent || at >= layer.to_percent) return { outside: 'other_slice' };
  }
  const salt = `${definition.key}.${phase}`;
  if (place(salt, 'gate', unit, 100) >= (definition.traffic_percent ?? 100))
    return { outside: 'not_enrolled' };
  const weights = arms.map((arm) => arm.weight ?? 1);
  let left = place(
    salt,
    'arm',
    unit,
    weights.reduce((sum, weight) => sum + weight),
  );
  const index = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return { arm: arms[index]?.name };
}

describe('EXP-4: who gets which arm', () => {
  test.each(golden.draws)(
    'draws of the golden vectors: $salt $purpose',
    ({ salt, purpose, unit, draw: expected }) => {
      expect(draw(salt, purpose, unit).toString(16).padStart(16, '0')).toBe(expected);
    },
  );

  test.each(golden.assignments)('assignments of the golden vectors: $definition.key.$phase', (group) => {
    for (const [unit, expected] of Object.entries(group.units)) {
      expect(assign(group.definition, group.phase, unit), unit).toEqual(expected);
    }
  });
});
