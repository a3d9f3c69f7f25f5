/** What people read about what has happened. */
import { expect, test } from 'vitest';
import { describe, formerName } from '../../src/app/describe';
import { itemsOf } from '../../src/app/replay/items';
import { Replay } from '../../src/client';
import { event, logEvent } from './support';

const told = [
  event(1, { type: 'joined', member: 'ana', name: 'Ana', role: 'host', visit: 1 }),
  event(2, { type: 'joined', member: 'ben', name: 'Bo', role: 'member', visit: 1 }),
  event(3, { type: 'renamed', member: 'ben', name: 'Ana' }),
  event(4, { type: 'renamed', member: 'ben', name: 'Ben' }),
  event(5, { type: 'renamed', member: 'cleo', name: 'Ana' }),
];
const nameOf = (id: string) => (id === 'ben' ? 'Ben' : undefined);

test('who has another name is told by the one that they had', () => {
  const renamed = told.slice(2);
  expect(renamed.map((frame) => describe(frame, nameOf, formerName(frame, told)))).toEqual([
    'Bo is now called Ana',
    'Ana is now called Ben',
    'Someone is now called Ana',
  ]);
  const items = itemsOf(new Replay(told.map(logEvent), 1_010_000));
  expect(items.slice(2).map(({ words }) => words)).toEqual(
    renamed.map((frame) => describe(frame, nameOf, formerName(frame, told))),
  );
});

test('who was erased is told by no name, neither by that which they had', () => {
  const erased = [
    event(1, { type: 'joined', member: 'ben', name: 'Somebody who left', role: 'member', visit: 1 }),
    event(2, { type: 'renamed', member: 'ben', name: 'Somebody who left' }),
  ];
  for (const frame of erased.slice(1))
    expect(describe(frame, nameOf, formerName(frame, erased))).toBe(
      'Someone is now called Somebody who left',
    );
});
