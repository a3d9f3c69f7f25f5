import { expect, test } from 'vitest';
import { guestName } from '../../src/app/guest-name';

test('a guest gets two words, and rarely those of another guest', () => {
  const names = Array.from({ length: 100 }, guestName);
  for (const name of names) expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
  expect(new Set(names).size).toBeGreaterThan(90);
});
