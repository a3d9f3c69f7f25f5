import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/client';
import type { Known } from '../../src/client/session-state';
import { applied, fromSnapshot } from '../../src/client/session-state';
import { event, snapshot } from './support';

function asked(): Known {
  const question: Event = { type: 'confirmation_asked', change: 4, of: ['ben', 'cleo'], until: 60_000 };
  return applied(fromSnapshot(snapshot(4)), { ...event(5, question), by: 'ana' }, 'ana');
}

describe('the question that is open', () => {
  test('names who asked, who is waited for, and until when', () => {
    expect(asked().asked).toEqual({ change: 4, by: 'ana', waiting: ['ben', 'cleo'], until: 60_000 });
  });

  test('waits for nobody who has answered or left', () => {
    const answered = applied(
      asked(),
      event(6, { type: 'answered', change: 4, member: 'ben', answer: 'confirm' }),
      'ana',
    );
    expect(answered.asked?.waiting).toEqual(['cleo']);
    const left = applied(
      answered,
      event(7, { type: 'left', member: 'cleo', joined: 3, reason: 'gone' }),
      'ana',
    );
    expect(left.asked?.waiting).toEqual([]);
  });

  test('is gone once it is closed, and when the session ends', () => {
    const closed = event(6, { type: 'confirmation_closed', change: 4, verdict: 'expired' });
    expect(applied(asked(), closed, 'ana').asked).toBeNull();
    expect(applied(asked(), event(6, { type: 'ended', reason: 'asked' }), 'ana').asked).toBeNull();
  });
});
