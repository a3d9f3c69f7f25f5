/** What operators read of experiments. */
import type { ExperimentEffect, ExperimentProblem, ExperimentUnit, ExperimentVerdict } from '../client';

const UNITS: Record<ExperimentUnit, string> = { circle: 'circles', user: 'users' };

const problems: Record<ExperimentProblem, string> = {
  misassigned: 'some have another arm than they were to have',
  sample_ratio: 'the arms’ sizes are not what their weights say, so some are lost or counted twice',
  mixed: 'more than one in a hundred have seen a second arm',
  delivery: 'one arm was shown less often than another, so what stood in for it would be compared',
};

/** A number with as many digits as say something. */
const figure = (value: number) => value.toFixed(Math.abs(value) < 100 ? 3 : 1);

const signed = (value: number) => (value < 0 ? `−${figure(-value)}` : `+${figure(value)}`);

const by = ({ difference, low, high }: ExperimentEffect) =>
  `by ${signed(difference)} (${signed(low)} to ${signed(high)})`;

function verdict(of: ExperimentVerdict, metric: string, unit: ExperimentUnit): string {
  switch (of.code) {
    case 'faulty':
      return `The arms cannot be compared: ${problems[of.problem]}.`;
    case 'too_few':
      return `Too early to say: the smallest arm has ${of.units} ${UNITS[unit]}, and needs ${of.needed}.`;
    case 'nothing_measured':
      return `There are ${UNITS[unit]} in every arm, but nothing of ${metric} was measured.`;
    case 'no_spread':
      return `No differences are seen yet: in ${metric}, all ${UNITS[unit]} of an arm have done the same so far.`;
    case 'harmful':
      return `${of.effect.arm} does harm: ${of.metric} is worse, ${by(of.effect)}.`;
    case 'better':
      return `${of.effect.arm} is better: ${metric} differs ${by(of.effect)}.`;
    case 'worse':
      return `${of.effect.arm} is worse: ${metric} differs ${by(of.effect)}.`;
    case 'no_difference':
      return `No difference is seen. One of ${figure(of.detectable)} in ${metric} would be, in four of five experiments of this size.`;
  }
}

export const experimentsText = {
  title: 'Experiments',
  what: 'Two ways to recommend, compared. Look as often as you like: it makes nothing less certain.',
  none: 'There are no experiments. Define one here, or from a file with:',
  define: 'sameframe experiment define FILE.toml',
  loadFailed: 'This cannot be shown just now.',
  state: { draft: 'draft', running: 'running', stopped: 'stopped' },
  phase: (phase: number) => (phase === 0 ? 'Has not run yet.' : `Phase ${phase}.`),
  begun: (when: string) => `Started ${when}.`,
  over: (when: string) => `Stopped ${when}.`,
  start: 'Start',
  startLabel: (key: string) => `Start ${key}`,
  started: 'It runs. Every server takes part within a minute.',
  stop: 'Stop',
  stopLabel: (key: string) => `Stop ${key}`,
  stopped: 'It has stopped. Everybody gets the control from now on.',
  verdict,
  figure,
  by,
  arm: 'Arm',
  size: (unit: ExperimentUnit) => `Number of ${UNITS[unit]}`,
  delivered: 'Shown what it is',
  percent: (part: number, of: number) => (of === 0 ? '–' : `${((100 * part) / of).toFixed(1)} %`),
  unmeasured: '–',
  alike: 'no differences seen yet',
  curveOf: 'Curve of',
  control: 'control',
  arms: (key: string) => `Arms of ${key}`,
  guardrail: (metric: string) => `${metric} (guardrail)`,
  sound: 'The numbers are sound',
  problems,
  overridden: (units: number) => `${units} set by hand and left out`,
  mixed: (units: number) => `${units} saw two arms`,
  fan: {
    title: (arm: string, metric: string) => `${arm} against the control: ${metric}`,
    spoken: (from: string, to: string, low: string, high: string) =>
      `From ${from} to ${to}. Now the difference lies from ${low} to ${high}.`,
    short: (arm: string, metric: string) =>
      `${arm} against the control: ${metric}. The curve begins once they could be compared on two days.`,
  },
};
