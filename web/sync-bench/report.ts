/** The figures of all rounds of one set of rules, for programs. */
import type { Phase, PhaseName } from './phase';
import { type PhaseFigures, p, phaseFigures, tenth } from './phase-figures';
import type { RivalName } from './rivals/names';
import type { Round } from './round';

export interface Figures {
  readonly rounds: number;
  readonly steady_spread_p50_ms: number | null;
  readonly steady_spread_p95_ms: number | null;
  readonly steady_spread_p99_ms: number | null;
  readonly steady_spread_max_ms: number | null;
  /** By the frames on screen, which are known to a sixtieth of a second at best. */
  readonly steady_frame_spread_p50_ms: number | null;
  readonly steady_frame_spread_p95_ms: number | null;
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
  readonly off_rate_s: number;
  readonly ruler_error_bound_ms: number | null;
  readonly phases: Partial<Record<PhaseName, PhaseFigures>>;
}

/** What is told of its phase alone: one waits there, and the others cannot be near. */
const TROUBLES: ReadonlySet<PhaseName> = new Set(['seek_far', 'late_video', 'reconnect', 'hidden']);

export interface Load {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export interface Report extends Figures {
  readonly silent: Figures | null;
  readonly load_average: Load;
}

/** What `--rivals` adds to the report: the same of each rival, and how much wider its steady spread is. */
export interface Comparison {
  readonly rivals: Partial<Record<RivalName, Report>>;
  readonly times_better_than: TimesBetter;
}

export type TimesBetter = { readonly ratio: string } & Partial<Record<RivalName, number | null>>;

export function reportOf(rounds: readonly Round[], load: Load): Report {
  const silent = rounds.filter(({ sound }) => !sound);
  return {
    ...figures(rounds.filter(({ sound }) => sound)),
    silent: silent.length === 0 ? null : figures(silent),
    load_average: { before: load.before.map(tenth), after: load.after.map(tenth) },
  };
}

export function comparison(ours: Report, rivals: Comparison['rivals']): Comparison {
  const ratio = (theirs: Report) => {
    const [a, b] = [theirs.steady_spread_p95_ms, ours.steady_spread_p95_ms];
    return a === null || b === null ? null : tenth(a / b);
  };
  const times = Object.entries(rivals).map(([name, theirs]) => [name, ratio(theirs)]);
  return {
    rivals,
    times_better_than: {
      ratio: 'steady_spread_p95_ms with sound, theirs / ours',
      ...Object.fromEntries(times),
    },
  };
}

function figures(rounds: readonly Round[]): Figures {
  const all = rounds.flatMap((round) => round.phases);
  const named = (wanted: PhaseName) => all.filter(({ name }) => name === wanted);
  const phases = Object.fromEntries(
    [...new Set(all.map(({ name }) => name))].map((name) => [name, phaseFigures(named(name))]),
  );
  const plain = all.filter(({ name }) => !TROUBLES.has(name));
  const untroubled = rounds.filter((round) => round.phases.some((phase) => plain.includes(phase)));
  const total = phaseFigures(plain);
  const frames = plain.flatMap(({ steadyFrames }) => steadyFrames);
  const joins = rounds.flatMap(({ join }) => (join === null ? [] : [join]));
  const clock = rounds.flatMap((round) => round.clock.map(Math.abs));
  const first = (name: PhaseName) => phaseFigures(named(name)).first_200ms_p95_ms;
  const settle = (name: PhaseName) => middle(named(name).map((phase) => phase.settle));
  return {
    rounds: rounds.length,
    steady_spread_p50_ms: total.steady_spread_p50_ms,
    steady_spread_p95_ms: total.steady_spread_p95_ms,
    steady_spread_p99_ms: total.steady_spread_p99_ms,
    steady_spread_max_ms: total.steady_spread_max_ms,
    steady_frame_spread_p50_ms: p(frames, 0.5),
    steady_frame_spread_p95_ms: p(frames, 0.95),
    start_first_200ms_p95_ms: first('start'),
    seek_first_200ms_p95_ms: first('seek'),
    resume_first_200ms_p95_ms: first('resume'),
    start_settle_ms: settle('start'),
    seek_settle_ms: settle('seek'),
    resume_settle_ms: settle('resume'),
    late_join_settle_ms: middle(joins.map((join) => join.settle)),
    late_join_picture_ms: middle(joins.map((join) => join.picture)),
    others_moved_by_join_ms: middle(joins.map((join) => join.othersMoved)),
    clock_error_p95_ms: p(clock, 0.95),
    seeks: sum(untroubled, ({ seeks }) => seeks),
    rate_writes: sum(untroubled, ({ rateWrites }) => rateWrites),
    off_rate_s: tenth(sum(plain, (phase: Phase) => phase.offRateS)),
    ruler_error_bound_ms: p(
      rounds.map(({ rulerBoundMs }) => rulerBoundMs),
      1,
    ),
    phases,
  };
}

function sum<T>(of: readonly T[], value: (one: T) => number): number {
  return of.reduce((total, one) => total + value(one), 0);
}

/** What never settled counts as the longest. */
function middle(values: readonly (number | null)[]): number | null {
  return p(
    values.map((value) => value ?? Number.POSITIVE_INFINITY),
    0.5,
  );
}
