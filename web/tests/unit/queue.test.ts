import { describe, expect, test } from 'vitest';
import { isTime } from '../../src/app/watch/queue/preparing';
import { titleOf, totalOf } from '../../src/app/watch/queue/titles';
import type { Event, Queue, QueueItem } from '../../src/client';
import { nextOf, upcoming } from '../../src/client';
import { queueAfter, votesAfter, withPresent } from '../../src/client/queue';
import { queue as empty, event } from './support';

const video = (name: string) => ({ id: name, url: `https://v/${name}.mp4`, kind: 'file' as const });

function item(id: number, part: Partial<QueueItem> = {}): QueueItem {
  return { id, video: video(`v${id}`), title: null, length: null, by: 'ben', votes: 0, ...part };
}

function waiting(...ids: number[]): Queue {
  return { ...empty, items: ids.map((id) => item(id)) };
}

const told = (queue: Queue, what: Event, seq = 20) => queueAfter(queue, event(seq, what));
const ids = (queue: Queue) => queue.items.map(({ id }) => id);

/** The same stories as in crates/session/tests/queue.rs, as a client sees them. */
describe('a client puts items where it is told', () => {
  test('QUE-1: added at the end, and in front', () => {
    const added: Event = {
      type: 'queue_added',
      video: video('x'),
      title: 'X',
      before: null,
      index: 0,
      of: 1,
    };
    expect(ids(told(waiting(5, 6), added, 9))).toEqual([5, 6, 9]);
    expect(ids(told(waiting(5, 6), { ...added, before: 6 }, 9))).toEqual([5, 9, 6]);
    expect(told(waiting(), added, 9).items[0]).toMatchObject({ id: 9, title: 'X', by: 'ben', votes: 0 });
  });

  test('QUE-2: moved, also in front of what is not there', () => {
    expect(ids(told(waiting(5, 6, 7), { type: 'queue_moved', item: 7, before: 5 }))).toEqual([7, 5, 6]);
    expect(ids(told(waiting(5, 6, 7), { type: 'queue_moved', item: 5, before: null }))).toEqual([6, 7, 5]);
    expect(ids(told(waiting(5, 6), { type: 'queue_moved', item: 9, before: null }))).toEqual([5, 6]);
  });

  test('QUE-4: most votes first, then the oldest', () => {
    const voted = told(waiting(7, 5, 6), { type: 'queue_voted', item: 6, up: true });
    expect(upcoming(voted).map(({ id }) => id)).toEqual([7, 5, 6]);
    const settings = { order: 'by_votes', repeat: 'off', gap_s: 5 } as const;
    const chosen = told(voted, { type: 'queue_set', settings });
    expect(upcoming(chosen).map(({ id }) => id)).toEqual([6, 5, 7]);
    const again = told(chosen, { type: 'queue_voted', item: 6, up: false });
    expect(upcoming(again).map(({ id }) => id)).toEqual([5, 6, 7]);
  });

  test('QUE-5, QUE-6: mixed, and put back', () => {
    const mixed = told(waiting(5, 6, 7), { type: 'queue_shuffled', order: [7, 5, 6] });
    expect(ids(mixed)).toEqual([7, 5, 6]);
    const put = [
      { item: item(7), before: null },
      { item: item(6), before: 7 },
      { item: item(9, { votes: 2 }), before: 6 },
    ];
    const undone = told(mixed, { type: 'queue_undone', undid: 20, gone: [5], put, settings: null });
    expect(undone.items.map(({ id, votes }) => [id, votes])).toEqual([
      [9, 2],
      [6, 0],
      [7, 0],
    ]);
  });

  test('QUE-14, QUE-15: what begins waits no longer, and what is kept waits again', () => {
    const loaded = told({ ...waiting(5, 6), skips: 1 }, { type: 'loaded', video: video('v5') });
    expect([loaded.on_screen.id, loaded.skips, loaded.has_previous]).toEqual([20, 0, true]);
    const kept = { item: item(1), before: 6 };
    const what: Event = { type: 'queue_began', item: item(5), reason: 'next', kept, has_previous: false };
    const began = told(loaded, what);
    expect([ids(began), began.on_screen.id, began.has_previous]).toEqual([[1, 6], 5, false]);
  });

  test('QUE-10, QUE-12: announced until something else is on screen or it is cancelled', () => {
    const announced = told(waiting(5), { type: 'queue_announced', begins: 7_000, reason: 'ended' });
    expect(announced.announced).toEqual({ seq: 20, begins: 7_000, reason: 'ended' });
    expect(told(announced, { type: 'queue_cancelled', announced: 20 }).announced).toBeNull();
    expect(told(announced, { type: 'loaded', video: video('x') }).announced).toBeNull();
  });

  test('QUE-14: what comes next', () => {
    const one = { ...waiting(5), settings: { ...empty.settings, repeat: 'one' as const } };
    expect([nextOf(one)?.id, nextOf(one, true)?.id]).toEqual([5, 1]);
    expect(nextOf(waiting())).toBeNull();
    expect(nextOf({ ...one, items: [] })?.id).toBe(1);
  });

  test('QUE-16: more than half of those present', () => {
    expect([1, 2, 3, 4, 5].map((n) => withPresent(empty, n).skips_needed)).toEqual([1, 2, 2, 3, 3]);
  });

  test('I know what I have voted for', () => {
    const none = { items: [], skip: false };
    const mine = votesAfter(
      none,
      { ...event(9, { type: 'queue_voted', item: 5, up: true }), by: 'ana' },
      'ana',
    );
    expect(mine.items).toEqual([5]);
    expect(votesAfter(none, event(9, { type: 'queue_voted', item: 5, up: true }), 'ana')).toBe(none);
    const skip = votesAfter(mine, event(9, { type: 'queue_skip_voted', item: 1, up: true }), 'ben');
    expect(votesAfter(skip, event(10, { type: 'loaded', video: video('x') }), 'ben').skip).toBe(false);
  });
});

test('the next video is loaded when its time comes, and never where data is to be spared', () => {
  const far = { leftS: 60, isLoaded: false, isAnnounced: false, sparesData: false };
  expect(isTime(far)).toBe(false);
  expect(isTime({ ...far, leftS: 20 })).toBe(true);
  expect(isTime({ ...far, isLoaded: true })).toBe(true);
  expect(isTime({ ...far, leftS: 3_600, isLoaded: true })).toBe(false);
  expect(isTime({ ...far, leftS: null })).toBe(false);
  expect(isTime({ ...far, leftS: null, isAnnounced: true })).toBe(true);
  expect(isTime({ ...far, leftS: 1, isAnnounced: true, sparesData: true })).toBe(false);
});

test('an item without a title is called by its address, and a sum says what it lacks', () => {
  expect(titleOf(item(1, { title: 'One' }))).toBe('One');
  expect(titleOf(item(1, { video: { ...video('x'), url: 'https://v/a%20b.mp4?c' } }))).toBe('a b.mp4');
  expect(titleOf(item(1, { video: { ...video('x'), url: 'https://v/%E0%A4%A' } }))).toBe('%E0%A4%A');
  expect(totalOf([item(1, { length: 60 }), item(2)])).toEqual({ seconds: 60, unknown: 1 });
});
