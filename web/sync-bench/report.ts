/** The figures of all rounds, as a table for people and as JSON for programs. */
import { percentile } from './figures';
import type { Phase, Round } from './round';

export interface Figures {
  readonly rounds: number;
  readonly steady_spread_p50_ms: number | null;
  readonly steady_spread_p95_ms: number | null;
  readonly start_first_200ms_p95_ms: number | null;
  readonly seek_first_200ms_p95_ms: number | null;
  readonly resume_first_200ms_p95_ms: number | null;
  /** The median of the rounds; null where the median round did not settle. */
  readonly start_settle_ms: number | null;
  readonly seek_settle_ms: number | null;
  readonly resume_settle_ms: number | null;
  readonly late_join_settle_ms: number | null;
  readonly late_join_picture_ms: number | null;
  readonly others_moved_by_join_ms: number | null;
  readonly clock_error_p95_ms: number | null;
  readonly seeks: number;
  readonly rate_writes: number;
  readonly ruler_error_bound_ms: number | null;
}

export interface Report extends Figures {
  readonly silent: Figures | null;
  readonly load_average: { readonly before: readonly number[]; readonly after: readonly number[] };
}

export function figuresOf(rounds: readonly Round[], load: Report['load_average']): Report {
  const silent = rounds.filter(({ sound }) => !sound);
  return {
    ...figures(rounds.filter(({ sound }) => sound)),
    silent: silent.length === 0 ? null : figures(silent),
    load_average: { before: load.before.map(tenth), after: load.after.map(tenth) },
  };
}

export function table(rounds: readonly Round[], report: Report): string {
  const lines = [
    'round          phase    first 0.2 s p95  settle   steady p50  p95   at 0.5 s, by person',
    ...rounds.flatMap((round, i) => round.phases.map((phase) => line(round, i, phase))),
    '',
    ...rounds.map(({ join, sound }, i) => {
      const settled = join.settle === null ? 'not' : `${join.settle.toFixed(0)} ms`;
      const picture = `picture after ${join.picture.toFixed(0)} ms, settled ${settled} later`;
      return `join ${name(sound, i)}: ${picture}, others moved ${join.othersMoved.toFixed(1)} ms`;
    }),
    '',
    'figure                          sound    silent',
    ...Object.keys(report)
      .filter((key) => key !== 'silent' && key !== 'load_average')
      .map((key) => row(key as keyof Figures, report)),
    `load average before ${report.load_average.before.join(' ')}, after ${report.load_average.after.join(' ')}`,
  ];
  return lines.join('\n');
}

function row(key: keyof Figures, report: Report): string {
  const silent = report.silent === null ? '' : String(report.silent[key]);
  return `${key.padEnd(28)} ${String(report[key]).padStart(8)} ${silent.padStart(9)}`;
}

function line({ sound }: Round, i: number, phase: Phase): string {
  const settle = phase.settle === null ? 'not' : `${phase.settle.toFixed(0)} ms`;
  const cells = [
    name(sound, i).padEnd(14),
    phase.name.padEnd(8),
    percentile(phase.first200, 0.95).toFixed(1).padStart(15),
    settle.padStart(8),
    percentile(phase.steady, 0.5).toFixed(1).padStart(12),
    percentile(phase.steady, 0.95).toFixed(1).padStart(6),
    `  ${(phase.opening[10] ?? []).join(' ')}`,
  ];
  return cells.join(' ');
}

function name(sound: boolean, i: number): string {
  return `${i + 1} ${sound ? 'sound' : 'silent'}`;
}

function figures(rounds: readonly Round[]): Figures {
  const phases = (wanted: Phase['name']) =>
    rounds.flatMap((round) => round.phases.filter((phase) => phase.name === wanted));
  const first = (wanted: Phase['name']) =>
    p(
      phases(wanted).flatMap(({ first200 }) => first200),
      0.95,
    );
  const settle = (wanted: Phase['name']) => middle(phases(wanted).map((phase) => phase.settle));
  const steady = rounds.flatMap((round) => round.phases.flatMap((phase) => phase.steady));
  const clock = rounds.flatMap((round) => round.clock.map(Math.abs));
  return {
    rounds: rounds.length,
    steady_spread_p50_ms: p(steady, 0.5),
    steady_spread_p95_ms: p(steady, 0.95),
    start_first_200ms_p95_ms: first('start'),
    seek_first_200ms_p95_ms: first('seek'),
    resume_first_200ms_p95_ms: first('resume'),
    start_settle_ms: settle('start'),
    seek_settle_ms: settle('seek'),
    resume_settle_ms: settle('resume'),
    late_join_settle_ms: middle(rounds.map(({ join }) => join.settle)),
    late_join_picture_ms: p(
      rounds.map(({ join }) => join.picture),
      0.5,
    ),
    others_moved_by_join_ms: p(
      rounds.map(({ join }) => join.othersMoved),
      0.5,
    ),
    clock_error_p95_ms: p(clock, 0.95),
    seeks: rounds.reduce((total, round) => total + round.seeks, 0),
    rate_writes: rounds.reduce((total, round) => total + round.rateWrites, 0),
    ruler_error_bound_ms: p(
      rounds.map(({ rulerBoundMs }) => rulerBoundMs),
      1,
    ),
  };
}

function p(values: readonly number[], share: number): number | null {
  const value = percentile(values, share);
  return Number.isFinite(value) ? tenth(value) : null;
}

/** What never settled counts as the longest. */
function middle(values: readonly (number | null)[]): number | null {
  return p(
    values.map((value) => value ?? Number.POSITIVE_INFINITY),
    0.5,
  );
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
