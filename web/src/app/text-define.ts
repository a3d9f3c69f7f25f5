/** What operators read who define an experiment. */
import type { ExperimentBetter, ExperimentPer, ExperimentUnit } from '../client';
import type { Rule } from './admin/definition';

function rule(of: Rule): string {
  switch (of.code) {
    case 'name':
      return 'Write 1 to 64 small letters, digits and -.';
    case 'twice':
      return 'This name is there already. Write another one.';
    case 'length':
      return `Write at most ${of.most} characters.`;
    case 'number':
      return `Write a whole number from ${of.least} to ${of.most}.`;
    case 'range':
      return 'The part must end after it begins.';
  }
}

export const defineText = {
  open: 'Define an experiment',
  change: 'Change',
  changeLabel: (key: string) => `Change ${key}`,
  title: 'Define an experiment',
  changeTitle: (key: string) => `Change ${key}`,
  key: 'Name',
  keyHint: 'Small letters, digits and -. It does not change later.',
  known: (key: string) => `There is an experiment ${key}. Saving this defines it anew.`,
  about: 'What does it ask?',
  aboutHint: 'One sentence, for those who come later.',
  unit: 'Who gets an arm',
  units: { user: 'each user: for the home page', circle: 'each session: for its queue' } satisfies Record<
    ExperimentUnit,
    string
  >,
  arms: 'Arms',
  armsHint: {
    user: 'The first one is the control: what everybody else gets. On the home page there are taste (what was learnt of a user) and pulse (what is hot).',
    circle:
      'The first one is the control: what everybody else gets. In a queue there are together (what suits those present) and pulse (what is hot).',
  } satisfies Record<ExperimentUnit, string>,
  armName: (place: number) => `Name of arm ${place}`,
  armWeight: (place: number) => `Weight of arm ${place}`,
  control: 'control',
  addArm: 'Add an arm',
  removeArm: (place: number) => `Remove arm ${place}`,
  metric: 'What decides',
  metricHint: 'The server counts started, watched, finished, rated and liked.',
  metricName: 'Metric',
  better: 'Better is',
  betters: { more: 'more', less: 'less' } satisfies Record<ExperimentBetter, string>,
  per: 'Counted per',
  pers: {
    unit: 'everybody who takes part',
    denominator: 'what was counted, such as videos begun',
  } satisfies Record<ExperimentPer, string>,
  guardrails: 'What must not get worse',
  guardrail: (place: number) => `Guardrail ${place}`,
  addGuardrail: 'Add a guardrail',
  removeGuardrail: (place: number) => `Remove guardrail ${place}`,
  more: 'Who takes part, and how many',
  traffic: 'Of a hundred, how many take part',
  holdout: 'Of a hundred, how many are kept out of all experiments',
  planned: 'How many you expect, all arms together',
  plannedHint: 'The intervals are narrowest there. They hold for every number.',
  layer: 'Layer',
  layerHint: 'Experiments in different parts of one layer share nobody. Leave it empty without one.',
  from: 'Its part begins at, of a hundred',
  to: 'Its part ends at, of a hundred',
  save: 'Save',
  saved: (key: string) => `${key} is defined. Start it when you are ready.`,
  flawed: (count: number) =>
    count === 1 ? 'One field is not right yet.' : `${count} fields are not right yet.`,
  rule,
};
