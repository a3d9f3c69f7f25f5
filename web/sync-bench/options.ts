/** What is measured, as `cargo xtask sync-bench` passes it on: one variable of the environment for each option. */
import { NETWORK_NAMES, type Network } from './networks';
import { isRivalName, RIVAL_NAMES, type RivalName } from './rivals/names';

export interface Options {
  readonly quick: boolean;
  readonly json: string | null;
  readonly plot: string | null;
  readonly network: Network;
  readonly people: number;
  readonly skewPpm: number | null;
  /** Whose rules are measured besides ours. */
  readonly rivals: readonly RivalName[];
  readonly hard: boolean;
  readonly soakMinutes: number | null;
  readonly matrix: boolean;
  readonly seed: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function optionsOf(environment: Environment): Options {
  const text = (name: string) => environment[`SAMEFRAME_BENCH_${name}`] || null;
  const number = (name: string) => {
    const told = text(name);
    return told === null ? null : Number(told);
  };
  const network = text('NETWORK') ?? 'mixed';
  if (!isNetwork(network))
    throw new Error(`no such network: ${network}; there are ${NETWORK_NAMES.join(', ')}`);
  return {
    quick: text('QUICK') === '1',
    json: text('JSON'),
    plot: text('PLOT'),
    network,
    people: number('PEOPLE') ?? 4,
    skewPpm: number('SKEW'),
    rivals: rivalsOf(text('RIVALS')),
    hard: text('HARD') === '1',
    soakMinutes: number('SOAK'),
    matrix: text('MATRIX') === '1',
    seed: number('SEED') ?? 1,
  };
}

function isNetwork(name: string): name is Network {
  return NETWORK_NAMES.some((known) => known === name);
}

function rivalsOf(text: string | null): readonly RivalName[] {
  if (text === null) return [];
  if (text === 'all') return RIVAL_NAMES;
  return text.split(',').map((name) => {
    if (!isRivalName(name)) throw new Error(`no such rival: ${name}; there are ${RIVAL_NAMES.join(', ')}`);
    return name;
  });
}
