/** An experiment as it is written into the form, and what is wrong with it: the rules of `crates/experiment/src/definition.rs`. */
import type {
  ExperimentBetter,
  ExperimentDefinition,
  ExperimentMetric,
  ExperimentPer,
  ExperimentUnit,
} from '../../client';

export const ARMS_MIN = 2;
export const ARMS_MAX = 8;
export const GUARDRAILS_MAX = 8;
export const NAME_CHARS_MAX = 64;
export const ABOUT_CHARS_MAX = 500;
const WEIGHT_MAX = 1_000;
const HOLDOUT_PERCENT_MAX = 50;
const PLANNED_UNITS_MIN = 100;
const PLANNED_UNITS_MAX = 10_000_000;

/** The arms that recommendations know: first the control. */
const KNOWN_ARMS: Record<ExperimentUnit, readonly string[]> = {
  user: ['taste', 'pulse'],
  circle: ['together', 'pulse'],
};

/** What the server counts by itself. */
export const KNOWN_METRICS = ['started', 'watched', 'finished', 'rated', 'liked'] as const;

export interface ArmInput {
  readonly name: string;
  readonly weight: string;
}

export interface MetricInput {
  readonly name: string;
  readonly better: ExperimentBetter;
  readonly per: ExperimentPer;
}

/** What stands in the fields. */
export interface DefinitionInput {
  readonly key: string;
  readonly about: string;
  readonly unit: ExperimentUnit;
  readonly arms: readonly ArmInput[];
  readonly metric: MetricInput;
  readonly guardrails: readonly MetricInput[];
  readonly traffic: string;
  readonly holdout: string;
  readonly planned: string;
  readonly layer: string;
  readonly from: string;
  readonly to: string;
}

/** What a field must be. */
export type Rule =
  | { readonly code: 'name' | 'twice' | 'range' }
  | { readonly code: 'length'; readonly most: number }
  | { readonly code: 'number'; readonly least: number; readonly most: number };

/** What is wrong, by the field: `key`, `arm.1.weight`, `guardrail.0.name`. The first that was found of each. */
export type Flaws = ReadonlyMap<string, Rule>;

export function blank(): DefinitionInput {
  return {
    key: '',
    about: '',
    unit: 'user',
    arms: KNOWN_ARMS.user.map((name) => ({ name, weight: '1' })),
    metric: { name: 'started', better: 'more', per: 'unit' },
    guardrails: [{ name: 'watched', better: 'more', per: 'denominator' }],
    traffic: '100',
    holdout: '0',
    planned: '1000',
    layer: '',
    from: '0',
    to: '100',
  };
}

/** Takes another unit. The arms that were proposed for the one before become those for it; others stay. */
export function ofUnit(input: DefinitionInput, unit: ExperimentUnit): DefinitionInput {
  const { arms } = input;
  const proposed = KNOWN_ARMS[input.unit];
  const are = arms.length === proposed.length && arms.every(({ name }, index) => name === proposed[index]);
  const names = KNOWN_ARMS[unit];
  return {
    ...input,
    unit,
    arms: are ? arms.map((arm, index) => ({ ...arm, name: names[index] ?? arm.name })) : arms,
  };
}

/** The definition, or what is wrong with it. */
export function read(input: DefinitionInput): ExperimentDefinition | Flaws {
  const flaws = new Map<string, Rule>();
  const wrong = (field: string, rule: Rule) => {
    if (!flaws.has(field)) flaws.set(field, rule);
  };
  const name = (field: string, said: string) => {
    const value = said.trim();
    if (!/^[a-z0-9-]{1,64}$/.test(value)) wrong(field, { code: 'name' });
    return value;
  };
  const number = (field: string, said: string, least: number, most: number) => {
    const value = /^\d{1,9}$/.test(said.trim()) ? Number(said) : Number.NaN;
    if (!(value >= least && value <= most)) wrong(field, { code: 'number', least, most });
    return value;
  };
  const different = (fields: readonly (readonly [string, string])[]) => {
    const seen = new Set<string>();
    for (const [field, value] of fields) {
      if (seen.has(value)) wrong(field, { code: 'twice' });
      seen.add(value);
    }
  };
  const metric = (field: string, of: MetricInput): ExperimentMetric => ({
    ...of,
    name: name(`${field}.name`, of.name),
  });
  const about = input.about.trim();
  if ([...about].length > ABOUT_CHARS_MAX) wrong('about', { code: 'length', most: ABOUT_CHARS_MAX });
  const definition: ExperimentDefinition = {
    key: name('key', input.key),
    about,
    unit: input.unit,
    arms: input.arms.map((arm, at) => ({
      name: name(`arm.${at}.name`, arm.name),
      weight: number(`arm.${at}.weight`, arm.weight, 1, WEIGHT_MAX),
    })),
    metric: metric('metric', input.metric),
    guardrails: input.guardrails.map((one, at) => metric(`guardrail.${at}`, one)),
    traffic_percent: number('traffic_percent', input.traffic, 1, 100),
    holdout_percent: number('holdout_percent', input.holdout, 0, HOLDOUT_PERCENT_MAX),
    planned_units: number('planned_units', input.planned, PLANNED_UNITS_MIN, PLANNED_UNITS_MAX),
    layer: null,
    overrides: {},
  };
  if (input.layer.trim() !== '') {
    const layer = {
      name: name('layer.name', input.layer),
      from_percent: number('layer.from_percent', input.from, 0, 99),
      to_percent: number('layer.to_percent', input.to, 1, 100),
    };
    if (layer.from_percent >= layer.to_percent) wrong('layer.to_percent', { code: 'range' });
    definition.layer = layer;
  }
  different(definition.arms.map((arm, at) => [`arm.${at}.name`, arm.name]));
  const guardrails = definition.guardrails.map((one, at) => [`guardrail.${at}.name`, one.name] as const);
  different([['metric.name', definition.metric.name], ...guardrails]);
  return flaws.size > 0 ? flaws : definition;
}

export function isFlawed(read: ExperimentDefinition | Flaws): read is Flaws {
  return read instanceof Map;
}

/** A definition as it stands in the fields. What the form has no fields for is kept by whoever has the definition. */
export function written(definition: ExperimentDefinition): DefinitionInput {
  const { key, about, unit, layer } = definition;
  return {
    key,
    about,
    unit,
    arms: definition.arms.map((arm) => ({ name: arm.name, weight: String(arm.weight) })),
    metric: definition.metric,
    guardrails: definition.guardrails,
    traffic: String(definition.traffic_percent ?? 100),
    holdout: String(definition.holdout_percent),
    planned: String(definition.planned_units ?? 1000),
    layer: layer?.name ?? '',
    from: String(layer?.from_percent ?? 0),
    to: String(layer?.to_percent ?? 100),
  };
}
