/** The figures for people: what happened in each round, and the sets of rules side by side. */
import { percentile } from './figures';
import type { Phase } from './phase';
import type { Comparison, Figures, Report } from './report';
import type { Round } from './round';

export function table(rounds: readonly Round[], report: Report): string {
  const lines = [
    'round          phase       first 0.2 s p95  settle   steady p50  p95   at 0.5 s, by person',
    ...rounds.flatMap((round, i) => round.phases.map((phase) => line(round, i, phase))),
    '',
    ...rounds.flatMap(({ join, sound }, i) => {
      if (join === null) return [];
      const settled = join.settle === null ? 'not' : `${join.settle.toFixed(0)} ms`;
      const picture = `picture after ${join.picture.toFixed(0)} ms, settled ${settled} later`;
      return [`join ${name(sound, i)}: ${picture}, others moved ${join.othersMoved.toFixed(1)} ms`];
    }),
    '',
    'figure                          sound    silent',
    ...numbers(report).map((key) => row(key, report)),
    `load average before ${report.load_average.before.join(' ')}, after ${report.load_average.after.join(' ')}`,
  ];
  return lines.join('\n');
}

/** One line for each set of rules; with sound, unless there are silent rounds only. */
export function side(reports: Readonly<Record<string, Report>>, { times_better_than }: Comparison): string {
  const times: Readonly<Record<string, unknown>> = times_better_than;
  const header =
    'rules               steady p50     p95  start 0.2 s    seek  resume  seeks  rate writes  times ours';
  const lines = Object.entries(reports).map(([rules, report]) => {
    const cells = [
      report.steady_spread_p50_ms,
      report.steady_spread_p95_ms,
      report.start_first_200ms_p95_ms,
      report.seek_first_200ms_p95_ms,
      report.resume_first_200ms_p95_ms,
      report.seeks,
      report.rate_writes,
      times[rules] ?? '',
    ];
    const widths = [10, 7, 12, 7, 7, 6, 12, 11];
    return `${rules.padEnd(19)} ${cells.map((cell, i) => String(cell).padStart(widths[i] ?? 8)).join(' ')}`;
  });
  return [header, ...lines].join('\n');
}

export function numbers(report: Report): (keyof Figures)[] {
  const keys = Object.keys(report) as (keyof Report)[];
  return keys.filter((key) => key !== 'silent' && key !== 'load_average' && key !== 'phases');
}

function row(key: keyof Figures, report: Report): string {
  const silent = report.silent === null ? '' : String(report.silent[key]);
  return `${key.padEnd(28)} ${String(report[key]).padStart(8)} ${silent.padStart(9)}`;
}

function line({ sound }: Round, i: number, phase: Phase): string {
  const settle = phase.settle === null ? 'not' : `${phase.settle.toFixed(0)} ms`;
  const cells = [
    name(sound, i).padEnd(14),
    phase.name.padEnd(11),
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
