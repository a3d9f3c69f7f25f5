import { expect, test } from 'vitest';
import { guestName, isGuestName } from '../../src/app/guest-name';

test('a guest gets two words, and rarely those of another guest', () => {
  const names = Array.from({ length: 100 }, guestName);
  for (const name of names) expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
  expect(new Set(names).size).toBeGreaterThan(90);
});

test('a name that was made up can be told from one that somebody chose', () => {
  for (let i = 0; i < 100; i++) expect(isGuestName(guestName())).toBe(true);
  for (const name of [
    'Ana',
    '',
    'Rustic',
    'Rustic Ana',
    'Ana Starling',
    'Rustic Starling 2',
    'rustic starling',
  ])
    expect(isGuestName(name), name).toBe(false);
});
