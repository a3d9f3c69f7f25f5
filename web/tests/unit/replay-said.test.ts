/** What people said, as a replay shows it at each moment. */
import { expect, test } from 'vitest';
import { changesOf, saidBy } from '../../src/app/replay/said';
import { event } from './support';

const said = event(2, {
  type: 'said',
  text: 'helo',
  reply_to: null,
  mentions: [],
  media: { video: 'v1', position: 3 },
});
const log = [
  said,
  event(3, { type: 'reacted_to_message', message: 2, emoji: '🎉', on: true }, undefined, 'ana'),
  event(4, { type: 'reacted_to_message', message: 2, emoji: '🎉', on: true }, undefined, 'cem'),
  event(5, { type: 'message_edited', message: 2, text: 'hello', mentions: ['ana'] }),
  event(6, { type: 'reacted_to_message', message: 2, emoji: '🎉', on: false }, undefined, 'ana'),
  event(7, { type: 'message_deleted', message: 2 }),
];
const after = (seq: number) => saidBy(said, changesOf(log).get(2), 1_000_000 + seq * 1_000);

test('a message stands as it stood then: changed, reacted to, and taken back only later', () => {
  expect(after(2)).toEqual({ text: 'helo', mentions: [], edited: false, reactions: new Map() });
  expect(after(4)).toMatchObject({ text: 'helo', reactions: new Map([['🎉', 2]]) });
  expect(after(6)).toEqual({
    text: 'hello',
    mentions: ['ana'],
    edited: true,
    reactions: new Map([['🎉', 1]]),
  });
  expect(after(7)).toMatchObject({ text: null, reactions: new Map() });
});

test('what is no message says nothing, and a message to which nothing happened stays', () => {
  expect(saidBy(event(1, { type: 'played' }))).toBeNull();
  expect(saidBy(said)?.text).toBe('helo');
});
