/** The spread over time as a picture: a panel for each phase, a line for each set of rules. Pure; writes SVG. */
import { percentile } from './figures';
import type { PhaseName } from './phase';
import type { Round } from './round';

/** How the spread went after the beginning of a phase, over all its rounds. */
export interface Course {
  readonly rules: string;
  readonly phase: PhaseName;
  readonly points: readonly Point[];
}

interface Point {
  readonly sinceMs: number;
  readonly spreadMs: number;
}

const BIN_MS = 100;
const POINTS_MAX = 300;
const PANEL = { width: 760, height: 220, left: 70, top: 40, gap: 84 };
const LEGEND_ROW = 18;
const SPREAD = { from: 1, to: 10_000 };
const COLOURS = ['#0b6e4f', '#d1495b', '#edae49', '#00798c', '#7b4b94', '#5f6b6d', '#b5651d', '#1f4e9e'];

/** The median of the rounds in each bin; rounds with sound where there are any. */
export function coursesOf(rules: string, rounds: readonly Round[]): Course[] {
  const loud = rounds.filter(({ sound }) => sound);
  const phases = (loud.length > 0 ? loud : rounds).flatMap((round) => round.phases);
  const names = [...new Set(phases.map(({ name }) => name))];
  return names.map((phase) => {
    const course = phases.filter(({ name }) => name === phase).flatMap((one) => one.course);
    return { rules, phase, points: binned(course) };
  });
}

export function plot(courses: readonly Course[]): string {
  const rules = [...new Set(courses.map((course) => course.rules))];
  const phases = [...new Set(courses.map((course) => course.phase))];
  const legend = Math.ceil(rules.length / 4) * LEGEND_ROW + 40;
  const height = legend + phases.length * (PANEL.height + PANEL.gap);
  const width = PANEL.left + PANEL.width + 30;
  const colour = (name: string) => COLOURS[rules.indexOf(name) % COLOURS.length] ?? 'black';
  const panels = phases.map((phase, i) => {
    const top = legend + PANEL.top + i * (PANEL.height + PANEL.gap);
    const lines = courses.filter((course) => course.phase === phase);
    return `<g transform="translate(${PANEL.left} ${top})">${panel(phase, lines, colour)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(PANEL.left, 22, 'Spread between the first and the last picture', 'font-size="16"'),
    ...rules.map((name, i) => key(name, colour(name), i)),
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function binned(course: readonly (readonly [number, number])[]): Point[] {
  const longest = course.reduce((most, [since]) => Math.max(most, since), 0);
  const bin = Math.max(BIN_MS, longest / POINTS_MAX);
  const bins = new Map<number, number[]>();
  for (const [since, spread] of course) {
    const at = Math.floor(since / bin);
    bins.set(at, [...(bins.get(at) ?? []), spread]);
  }
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([at, spreads]) => ({ sinceMs: (at + 0.5) * bin, spreadMs: percentile(spreads, 0.5) }));
}

function panel(phase: PhaseName, courses: readonly Course[], colour: (rules: string) => string): string {
  const last = Math.max(1, ...courses.flatMap(({ points }) => points.map(({ sinceMs }) => sinceMs)));
  const x = (ms: number) => (ms / last) * PANEL.width;
  const step = niceStep(last / 8);
  const seconds = Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
  return [
    text(0, -10, `after: ${phase.replaceAll('_', ' ')}`, 'font-weight="bold"'),
    ...[1, 10, 100, 1_000, 10_000].map((ms) => tick(ms)),
    ...seconds.map((ms) => text(x(ms), PANEL.height + 16, String(ms / 1000), 'text-anchor="middle"')),
    text(PANEL.width / 2, PANEL.height + 34, 'seconds since the motion began', 'text-anchor="middle"'),
    `<text transform="translate(-48 ${PANEL.height / 2}) rotate(-90)" text-anchor="middle">spread in ms</text>`,
    `<path d="M0 0V${PANEL.height}H${PANEL.width}" fill="none" stroke="black"/>`,
    ...courses.map(({ rules, points }) => {
      const path = points
        .map(({ sinceMs, spreadMs }) => `${fixed(x(sinceMs))},${fixed(y(spreadMs))}`)
        .join(' ');
      return `<polyline points="${path}" fill="none" stroke="${colour(rules)}" stroke-width="1.6"/>`;
    }),
  ].join('\n');
}

/** The spreads of good and bad rules differ by a thousand: the axis is logarithmic. */
function y(ms: number): number {
  const within = Math.min(SPREAD.to, Math.max(SPREAD.from, ms));
  return PANEL.height * (1 - Math.log(within / SPREAD.from) / Math.log(SPREAD.to / SPREAD.from));
}

function tick(ms: number): string {
  const grid = `<path d="M0 ${fixed(y(ms))}H${PANEL.width}" stroke="#dddddd"/>`;
  return grid + text(-8, y(ms) + 4, String(ms), 'text-anchor="end"');
}

function key(name: string, colour: string, i: number): string {
  const left = PANEL.left + (i % 4) * 190;
  const top = 44 + Math.floor(i / 4) * LEGEND_ROW;
  const line = `<path d="M${left} ${top - 4}h20" stroke="${colour}" stroke-width="3"/>`;
  return line + text(left + 26, top, name);
}

function text(left: number, top: number, what: string, more = ''): string {
  const safe = what.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${fixed(left)}" y="${fixed(top)}" ${more}>${safe}</text>`;
}

/** 1, 2 or 5 times a power of ten, in milliseconds, not below a second. */
function niceStep(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1_000, ms)));
  return [1, 2, 5, 10].map((times) => times * power).find((one) => one >= ms) ?? 10 * power;
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
