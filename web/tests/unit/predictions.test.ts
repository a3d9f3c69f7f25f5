/** The predictions as REST tells them and the log changes them. */
import { describe, expect, test } from 'vitest';
import { readPosition } from '../../src/app/watch/predictions/OpenForm';
import type { EventFrame, Predictions } from '../../src/client';
import { noPredictions, predictionsAfter, predictionsFrom } from '../../src/client';

const at = 1_795_000_000_000;

function log(...events: EventFrame['event'][]): EventFrame[] {
  return events.map((event, index) => ({
    seq: index + 5,
    hash: '',
    at: at + 1_000 * index,
    by: 'ana',
    event,
  }));
}

const opened: EventFrame['event'] = {
  type: 'prediction_opened',
  prediction: '5',
  question: 'Who did it?',
  outcomes: [
    { id: '0', text: 'the butler' },
    { id: '1', text: 'the cook' },
  ],
  closes: { rule: 'by_hand' },
};

const picked = (
  member: string,
  outcome: string,
  stake: number,
  before: { outcome: string; stake: number } | null = null,
): EventFrame['event'] => ({
  type: 'prediction_picked',
  prediction: '5',
  member,
  pick: { outcome, stake },
  before,
});

const resolved = (outcome: string, payouts: [string, number, number][]): EventFrame['event'] => ({
  type: 'prediction_resolved',
  prediction: '5',
  question: 'Who did it?',
  outcome,
  answer: 'the butler',
  refunded: payouts.length === 0,
  winners: payouts.length,
  payouts: payouts.map(([member, stake, paid]) => ({ member, stake, paid })),
});

const told: Predictions = {
  open: [],
  over: [],
  leaders: [],
  me: { points: 1_000, score: { points: 1_000, won: 0, lost: 0, right: 0, wrong: 0 } },
  head: { seq: 4, hash: '' },
};

function knownAfter(events: EventFrame[], me: string | null = 'ben') {
  const start = me === null ? noPredictions : predictionsFrom(told);
  return events.reduce((known, event) => predictionsAfter(known, event, me), start);
}

/** PRE-42 */
describe('what the log changes', () => {
  test('pools follow picks, changes and raises', () => {
    const known = knownAfter(
      log(
        opened,
        picked('ana', '0', 100),
        picked('ben', '1', 0),
        picked('ben', '0', 50, { outcome: '1', stake: 0 }),
      ),
    );
    const pools = known.open[0]?.outcomes.map(({ picks, stakes }) => [picks, stakes]);
    expect(pools).toEqual([
      [2, 150],
      [0, 0],
    ]);
    expect(known.open[0]?.mine).toEqual({ outcome: '0', stake: 50, paid: null });
    expect(known.me?.points).toBe(950);
  });

  test('what came out is paid, and moves to what is over', () => {
    const events = [
      opened,
      picked('ana', '1', 100),
      picked('ben', '0', 50),
      resolved('0', [['ben', 50, 150]]),
    ];
    const known = knownAfter(log(...events));
    expect(known.open).toEqual([]);
    expect(known.over[0]).toMatchObject({ state: 'resolved', outcome: '0', mine: { paid: 150 } });
    expect(known.me?.points).toBe(1_100);
    expect(knownAfter(log(...events), 'ana').over[0]?.mine?.paid).toBe(0);
    expect(knownAfter(log(...events), null).over[0]?.mine).toBeNull();
  });

  test('all stakes go back where nobody had staked on it, and where it is called off', () => {
    const cancelled: EventFrame['event'] = {
      type: 'prediction_cancelled',
      prediction: '5',
      question: 'Who did it?',
      reason: 'session_ended',
    };
    for (const end of [resolved('1', []), cancelled]) {
      const known = knownAfter(log(opened, picked('ben', '0', 400), end));
      expect(known.over[0]?.mine?.paid).toBe(400);
      expect(known.me?.points).toBe(1_000);
    }
  });

  test('a winner who is not among the first ones told is left for the server to tell', () => {
    const known = knownAfter(log(opened, picked('ben', '0', 50), resolved('0', [['ana', 100, 120]])));
    expect(known.over[0]?.mine?.paid).toBeNull();
  });

  test('what is in already is not counted again', () => {
    const events = log(opened, picked('ben', '0', 50));
    const known = knownAfter(events);
    expect(events.reduce((before, event) => predictionsAfter(before, event, 'ben'), known)).toEqual(known);
  });
});

test('a place in the video is read as people write it', () => {
  const read = ['90', '1:30', '01:02:03', '0:05.5', 'x', '', '1:75', '-1', '1:2:3:4'].map(readPosition);
  expect(read).toEqual([90, 90, 3_723, 5.5, null, null, null, null, null]);
});
