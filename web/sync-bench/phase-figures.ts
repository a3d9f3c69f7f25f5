/** The figures of one kind of phase over all its rounds. Pure. */
import { percentile } from './figures';
import type { Phase } from './phase';

export interface PhaseFigures {
  readonly steady_spread_p50_ms: number | null;
  readonly steady_spread_p95_ms: number | null;
  readonly steady_spread_p99_ms: number | null;
  readonly steady_spread_max_ms: number | null;
  readonly first_200ms_p95_ms: number | null;
  /** The median of the rounds; null where the median round did not settle. */
  readonly settle_ms: number | null;
  /** Null where one did not settle. */
  readonly settle_worst_ms: number | null;
  /** The steady p95 of the worst round. */
  readonly worst_round_p95_ms: number | null;
  readonly seeks: number;
  readonly steady_seeks: number;
  readonly rate_writes: number;
  readonly off_rate_s: number;
}

export function phaseFigures(phases: readonly Phase[]): PhaseFigures {
  const steady = phases.flatMap((phase) => phase.steady);
  const settles = phases.map(({ settle }) => settle ?? Number.POSITIVE_INFINITY);
  const total = (of: (phase: Phase) => number) => tenth(phases.reduce((sum, phase) => sum + of(phase), 0));
  const first200 = phases.flatMap((phase) => phase.first200);
  return {
    steady_spread_p50_ms: p(steady, 0.5),
    steady_spread_p95_ms: p(steady, 0.95),
    steady_spread_p99_ms: p(steady, 0.99),
    steady_spread_max_ms: p(steady, 1),
    first_200ms_p95_ms: p(first200, 0.95),
    settle_ms: p(settles, 0.5),
    settle_worst_ms: p(settles, 1),
    worst_round_p95_ms: p(
      phases.map((phase) => percentile(phase.steady, 0.95)),
      1,
    ),
    seeks: total(({ seeks }) => seeks),
    steady_seeks: total(({ steadySeeks }) => steadySeeks),
    rate_writes: total(({ rateWrites }) => rateWrites),
    off_rate_s: total(({ offRateS }) => offRateS),
  };
}

/** A percentile to a tenth; null where there is none. */
export function p(values: readonly number[], share: number): number | null {
  const value = percentile(values, share);
  return Number.isFinite(value) ? tenth(value) : null;
}

export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
