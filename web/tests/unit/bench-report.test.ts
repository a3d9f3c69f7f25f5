/** From rounds to figures, comparison and picture. */
import { expect, test } from 'vitest';
import type { Phase } from '../../sync-bench/phase';
import { phaseFigures } from '../../sync-bench/phase-figures';
import { coursesOf, plot } from '../../sync-bench/plot';
import { comparison, reportOf } from '../../sync-bench/report';
import type { Round } from '../../sync-bench/round';

const LOAD = { before: [0.11, 0, 0], after: [2.25, 0, 0] };

function phase(spreadMs: number, more: Partial<Phase> = {}): Phase {
  return {
    name: 'start',
    first200: [3 * spreadMs],
    settle: 100,
    steady: Array.from({ length: 100 }, (_, i) => spreadMs * (1 + i / 100)),
    steadyFrames: [spreadMs],
    opening: [],
    course: Array.from({ length: 200 }, (_, i) => [i * 50, spreadMs]),
    offRateS: 0.26,
    steadySeeks: 1,
    seeks: 4,
    rateWrites: 10,
    ...more,
  };
}

function round(phases: Phase[], more: Partial<Round> = {}): Round {
  const join = { settle: null, picture: 900, othersMoved: 2 };
  const counts = { seeks: 4, rateWrites: 10, rulerBoundMs: 0.4 };
  return { sound: true, phases, join, clock: [1, -2], ...counts, ...more };
}

test('a phase is told with its worst', () => {
  const figures = phaseFigures([phase(1), phase(10, { settle: null }), phase(2)]);
  expect(figures).toMatchObject({ settle_ms: 100, settle_worst_ms: null, seeks: 12, steady_seeks: 3 });
  expect(figures.steady_spread_max_ms).toBe(19.9);
  expect(figures.worst_round_p95_ms).toBe(19.5);
  expect(figures.off_rate_s).toBe(0.8);
});

test('sound and silence are told apart', () => {
  const report = reportOf([round([phase(5)]), round([phase(1)], { sound: false })], LOAD);
  expect(report.steady_spread_p95_ms).toBe(9.8);
  expect(report.silent?.steady_spread_p95_ms).toBe(2);
  expect(report.load_average).toEqual({ before: [0.1, 0, 0], after: [2.3, 0, 0] });
  expect(report.late_join_settle_ms).toBeNull();
  expect(Object.keys(report.phases)).toEqual(['start']);
});

test('trouble is told of its phase alone', () => {
  const trouble = round([phase(900, { name: 'late_video' })], { join: null, seeks: 50 });
  const report = reportOf([round([phase(5)]), trouble], LOAD);
  expect(report).toMatchObject({ steady_spread_p95_ms: 9.8, seeks: 4, late_join_settle_ms: null });
  expect(report.phases.late_video?.steady_spread_p50_ms).toBe(1_350);
});

test('times better is theirs by ours', () => {
  const report = (spread: number) => reportOf([round([phase(spread)])], LOAD);
  const { times_better_than: times } = comparison(report(2), {
    mediasync: report(7),
    watchparty: report(200),
  });
  expect(times.mediasync).toBe(3.5);
  expect(times.watchparty).toBe(100);
});

test('the picture has a panel for each phase and a line for each set of rules', () => {
  const rounds = [round([phase(5), phase(8, { name: 'seek' })]), round([phase(50)])];
  const courses = [...coursesOf('ours', rounds), ...coursesOf('a < b', [round([phase(300)])])];
  expect(courses[0]?.points[3]).toEqual({ sinceMs: 350, spreadMs: 50 });
  const svg = plot(courses);
  expect(svg.match(/<polyline/g)).toHaveLength(3);
  expect(svg).toContain('after: seek');
  expect(svg).toContain('a &lt; b');
  expect(svg).not.toContain('NaN');
});
