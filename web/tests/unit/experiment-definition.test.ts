import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { blank, isFlawed, ofUnit, read, written } from '../../src/app/admin/definition';
import type { ExperimentDefinition } from '../../src/client';

/** A definition as it stands in a file. */
type Draft = Pick<ExperimentDefinition, 'key' | 'unit'> & {
  arm: ExperimentDefinition['arms'];
  guardrail: ExperimentDefinition['guardrails'];
  layer?: ExperimentDefinition['layer'];
};

const path = new URL('../../../vectors/experiment.json', import.meta.url);
const golden = JSON.parse(readFileSync(path, 'utf8')) as {
  definitions: { definition: Draft; flaw: string | null }[];
};

function told({ arm, guardrail, layer = null, ...rest }: Draft): ExperimentDefinition {
  return {
    ...rest,
    arms: arm,
    guardrails: guardrail,
    layer,
    overrides: {},
  } as unknown as ExperimentDefinition;
}

/** The field as the server names it: of which arm or guardrail it is, the form knows beyond that. */
function asServer(field: string): string {
  const plain = field.replace(/\.\d+\./, '.');
  return plain.startsWith('layer.') && plain.endsWith('percent') ? 'layer' : plain;
}

describe('EXP-1: what is written into the form', () => {
  test.each(golden.definitions)('is as sound as the server finds it: $flaw', ({ definition, flaw }) => {
    const result = read(written(told(definition)));
    const flaws = isFlawed(result) ? [...new Set([...result.keys()].map(asServer))] : [];
    expect(flaws).toEqual(flaw === null ? [] : [flaw]);
    if (!isFlawed(result)) expect(result).toEqual(told(definition));
  });

  test('is told field by field, also of what stands twice', () => {
    const arms = ['taste', 'taste', ''].map((name) => ({ name, weight: 'many' }));
    const result = read({ ...blank(), key: 'Learnt', arms });
    if (!isFlawed(result)) throw new Error('it is taken');
    const fields = ['key', 'arm.0.weight', 'arm.1.weight', 'arm.2.name', 'arm.2.weight', 'arm.1.name'];
    expect([...result.keys()].sort()).toEqual(fields.sort());
    expect(result.get('arm.1.name')).toEqual({ code: 'twice' });
    expect(result.get('arm.2.name')).toEqual({ code: 'name' });
  });

  test('lacks nothing but a name at first, for users as for sessions', () => {
    const user = { ...blank(), key: ' learnt ' };
    const circle = ofUnit(user, 'circle');
    const [first, second] = [read(user), read(circle)];
    if (isFlawed(first) || isFlawed(second)) throw new Error('something is wrong');
    expect([first.key, first.arms.map(({ name }) => name)]).toEqual(['learnt', ['taste', 'pulse']]);
    expect([second.unit, second.arms.map(({ name }) => name)]).toEqual(['circle', ['together', 'pulse']]);
    const own = { ...user, arms: [...user.arms, { name: 'newest', weight: '1' }] };
    expect(ofUnit(own, 'circle').arms).toEqual(own.arms);
  });
});
