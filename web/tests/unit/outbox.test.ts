/** What was said while nobody could hear it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AwayError, Outbox, ProblemError, type Shelf, UnreachableError, type Unsent } from '../../src/client';

class MemoryShelf implements Shelf {
  readonly kept = new Map<string, Unsent>();
  read = () => [...this.kept.values()];
  put = (unsent: Unsent) => void this.kept.set(unsent.id, unsent);
  remove = (id: string) => void this.kept.delete(id);
}

const say = (words: string) => ({ type: 'say' as const, text: words });

describe('the outbox', () => {
  let shelf: MemoryShelf;
  let fails: (() => Error) | null;
  let taken: { id: string; words: string }[];
  let away: boolean[];

  function outbox(): Outbox {
    return new Outbox({
      shelf,
      send: async (id, { text }) => {
        if (fails !== null) throw fails();
        taken.push({ id, words: text });
      },
      onChange: () => {},
      onAway: (is) => away.push(is),
      now: () => shelf.kept.size,
    });
  }

  beforeEach(() => {
    vi.useFakeTimers();
    shelf = new MemoryShelf();
    [fails, taken, away] = [null, [], []];
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  test('CHAT-42: what is said while offline is kept and sent in order, with the id it had', async () => {
    fails = () => new UnreachableError('away');
    const first = outbox();
    first.say(say('one'));
    first.say(say('two'));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(taken).toEqual([]);
    const ids = [...shelf.kept.keys()];
    expect(ids).toHaveLength(2);
    first.close();

    fails = null;
    const second = outbox();
    expect(second.list.map((unsent) => unsent.say.text)).toEqual(['one', 'two']);
    second.hurry();
    await vi.advanceTimersByTimeAsync(0);
    expect(taken).toEqual([
      { id: ids[0], words: 'one' },
      { id: ids[1], words: 'two' },
    ]);
    expect(shelf.kept.size).toBe(0);
  });

  test('what is switched off is told as that, and what is kept goes once it is on', async () => {
    const told: [boolean, boolean][] = [];
    fails = () => new AwayError('message', true);
    const box = new Outbox({
      shelf,
      send: async () => {
        if (fails !== null) throw fails();
      },
      onChange: () => {},
      onAway: (...how) => told.push(how),
    });
    box.say(say('one'));
    await vi.advanceTimersByTimeAsync(0);
    fails = null;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(box.list).toEqual([]);
  });

  test('what is away comes back by itself', async () => {
    fails = () => new AwayError('message');
    const box = outbox();
    box.say(say('one'));
    await vi.advanceTimersByTimeAsync(0);
    expect(away).toEqual([true]);
    fails = null;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(taken.map(({ words }) => words)).toEqual(['one']);
    expect(away.at(-1)).toBe(false);
    box.close();
  });

  test('what is refused waits to be looked at, and holds up nothing', async () => {
    fails = () => new ProblemError(422, 'blocked_word', 'not here');
    const box = outbox();
    box.say(say('darn'));
    await vi.advanceTimersByTimeAsync(0);
    fails = null;
    box.say(say('fine'));
    await vi.advanceTimersByTimeAsync(0);
    expect(taken.map(({ words }) => words)).toEqual(['fine']);
    expect(box.list.map(({ refused }) => refused)).toEqual(['not here']);
    box.retry(box.list[0]?.id ?? '');
    await vi.advanceTimersByTimeAsync(0);
    expect(taken.map(({ words }) => words)).toEqual(['fine', 'darn']);
    box.close();
  });

  test('what a busy server does not take is sent again', async () => {
    fails = () => new ProblemError(429, 'rate_limited', 'slower');
    const box = outbox();
    box.say(say('one'));
    await vi.advanceTimersByTimeAsync(500);
    fails = null;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(taken).toHaveLength(1);
    box.close();
  });
});
