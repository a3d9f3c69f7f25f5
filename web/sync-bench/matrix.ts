/** A walk through networks, numbers of people, sound and trouble, one or few changes at a time from the usual. */
import type { Bench, Outcome } from './bench';
import { described } from './bench';
import { NETWORK_NAMES } from './networks';
import type { Options } from './options';
import { p } from './phase-figures';
import { coursesOf } from './plot';
import type { Report } from './report';

interface Row extends Report {
  readonly name: string;
}

export async function runMatrix(bench: Bench): Promise<Outcome> {
  const rows: Row[] = [];
  const courses = [];
  for (const [name, options] of cells(bench.options)) {
    const rig = await bench.open(options);
    const { rounds, report } = await bench.rules(rig, options);
    const { load_average: load } = report;
    console.info(`${name.padEnd(24)} ${brief(report)} load ${load.before[0]} to ${load.after[0]}`);
    rows.push({ name, ...described(options), ...report });
    courses.push(...coursesOf(name, rounds));
  }
  const summary = { median: over(rows, 0.5), worst: over(rows, 1) };
  console.info(`median ${JSON.stringify(summary.median)}\nworst  ${JSON.stringify(summary.worst)}`);
  return { figures: { ...summary, matrix: rows }, courses };
}

/** The subset: every network with four, the usual one with two, eight, skewed clocks and trouble. */
export function cells(options: Options): [string, Options][] {
  const usual: Options = { ...options, network: 'mixed', people: 4, hard: false, skewPpm: null };
  return [
    ...NETWORK_NAMES.map((network): [string, Options] => [network, { ...usual, network }]),
    ['mixed, 2 people', { ...usual, people: 2 }],
    ['mixed, 8 people', { ...usual, people: 8 }],
    ['mixed, skew 100 ppm', { ...usual, skewPpm: 100 }],
    ['mixed, trouble', { ...usual, hard: true }],
  ];
}

function brief(report: Report): string {
  const { steady_spread_p50_ms: p50, steady_spread_p95_ms: p95, silent } = report;
  const quiet =
    silent === null ? '' : `, silent ${silent.steady_spread_p50_ms} / ${silent.steady_spread_p95_ms}`;
  return `steady p50 / p95: sound ${p50} / ${p95}${quiet} ms; seek settles ${report.seek_settle_ms} ms;`;
}

/** The median of the rows, or the worst, of what matters most. What never settled has no number. */
function over(rows: readonly Row[], share: number): object {
  const of = (key: 'steady_spread_p95_ms' | 'start_settle_ms' | 'seek_settle_ms' | 'late_join_settle_ms') =>
    p(
      rows.map((row) => row[key] ?? Number.POSITIVE_INFINITY),
      share,
    );
  return {
    steady_spread_p95_ms: of('steady_spread_p95_ms'),
    start_settle_ms: of('start_settle_ms'),
    seek_settle_ms: of('seek_settle_ms'),
    late_join_settle_ms: of('late_join_settle_ms'),
  };
}
