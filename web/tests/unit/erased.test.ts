/** What is left of somebody who has deleted everything about themselves. */
import { expect, test } from 'vitest';
import { describe } from '../../src/app/describe';
import {
  chatAfter,
  type EventFrame,
  NO_CHAT,
  noPredictions,
  predictionsAfter,
  REACTION_EMOJI,
} from '../../src/client';
import { applied, fromSnapshot } from '../../src/client/session-state';
import { snapshot } from './support';

const frame = (seq: number, event: EventFrame['event'], by: string | null = 'ana'): EventFrame => ({
  seq,
  hash: '',
  at: 1_000 * seq,
  by,
  event,
});
const NAME = 'Ana Unforgettable';
const erased = (seq: number) =>
  frame(seq, { type: 'erased', member: 'ana', name: 'Somebody who left' }, null);
const said = (seq: number, text: string, by: string) =>
  frame(seq, { type: 'said', text, reply_to: null, mentions: [], media: null }, by);

test('ERA-5: their name and what was said about them leave what the page has told', () => {
  const events = [
    frame(101, { type: 'joined', member: 'ana', name: NAME, role: 'member', visit: 1 }),
    frame(102, { type: 'renamed', member: 'ana', name: `${NAME}!` }),
    frame(103, { type: 'kicked', member: 'ana', reason: `${NAME} is rude` }, 'ben'),
    erased(104),
  ];
  const known = events.reduce((state, event) => applied(state, event, 'ben'), fromSnapshot(snapshot(100)));
  expect(known.members.get('ana')).toMatchObject({ name: 'Somebody who left', erased: true });
  expect(known.activity).toHaveLength(4);
  expect(JSON.stringify([...known.members, known.activity])).not.toContain('Unforgettable');
});

test('ERA-5: what they said and their reactions leave the chat', () => {
  const react = (seq: number, message: number, by: string) =>
    frame(seq, { type: 'reacted_to_message', message, emoji: REACTION_EMOJI[0] ?? '', on: true }, by);
  const events = [said(1, 'secret', 'ana'), said(2, 'hello', 'ben'), react(3, 2, 'ana'), react(4, 2, 'ben')];
  const chat = [...events, erased(5)].reduce((state, event) => chatAfter(state, event, null), NO_CHAT);
  expect(chat.messages.map(({ text }) => text)).toEqual(['hello']);
  expect(chat.messages[0]?.reactions).toMatchObject([{ count: 1, by: ['ben'] }]);
  expect(JSON.stringify(chat)).not.toContain('secret');
});

test('ERA-5: what they asked leaves the predictions', () => {
  const outcomes = [
    { id: '0', text: 'yes' },
    { id: '1', text: 'no' },
  ];
  const opened = frame(1, {
    type: 'prediction_opened',
    prediction: 'p1',
    question: 'secret?',
    outcomes,
    closes: { rule: 'by_hand' },
  });
  const known = [opened, erased(2)].reduce(
    (state, event) => predictionsAfter(state, event, null),
    noPredictions,
  );
  expect([...known.open, ...known.over]).toEqual([]);
});

test('that somebody who left has left is not said twice', () => {
  const nameOf = (id: string) => (id === 'ana' ? 'Somebody who left' : 'Ben');
  const left = frame(1, { type: 'left', member: 'ana', joined: 1, reason: 'asked' });
  expect(describe(left, nameOf)).toBe('Someone left');
  const people = [
    { member: 'ben', joined: 1, reason: 'asked' as const },
    { member: 'ana', joined: 1, reason: 'asked' as const },
  ];
  expect(describe(frame(2, { type: 'went', people, count: 2, present: 0 }), nameOf)).toBe(
    'Ben and Someone left',
  );
});
