import { expect, test } from 'vitest';
import { addList } from '../../src/app/watch/queue/add-list';
import { KnownVideos } from '../../src/app/watch/queue/known-videos';
import type { CatalogVideo, Outcome, QueueNewItem } from '../../src/client';

const video = (id: string, more: Partial<CatalogVideo> = {}): CatalogVideo => ({
  id,
  provider: 'feed:club',
  url: `https://example.org/${id}`,
  kind: 'file',
  title: id.toUpperCase(),
  length: null,
  live: false,
  picture: null,
  tags: [],
  year: null,
  languages: [],
  subtitles: [],
  qualities: [],
  available: true,
  ...more,
});

const refused: Outcome = { kind: 'refused', code: 'nothing_to_play', message: 'this video plays elsewhere' };

test('what plays here goes in together, and what does not says why', async () => {
  const asked: string[][] = [];
  const add = async (items: QueueNewItem[]): Promise<Outcome> => {
    const ids = items.map(({ video_id }) => video_id ?? '');
    asked.push(ids);
    return ids.includes('c') ? refused : { kind: 'done', seq: 1 };
  };
  const told: number[] = [];
  const videos = [
    video('a'),
    video('b'),
    video('c', { kind: 'page' }),
    video('d', { available: false, title: '' }),
    video('e'),
  ];
  const came = await addList(videos, add, (done) => told.push(done));
  expect(asked).toEqual([['a', 'b', 'e'], ['c']]);
  expect(told).toEqual([3, 4, 5]);
  expect(came.added).toBe(3);
  expect(came.left).toEqual([
    { title: 'C', why: 'this video plays elsewhere' },
    { title: 'Untitled video', why: 'it is not there any more' },
  ]);
});

test('what no list tells of goes in ten at a time, and one that plays elsewhere keeps nobody else out', async () => {
  const asked: string[][] = [];
  const add = async (items: QueueNewItem[]): Promise<Outcome> => {
    const ids = items.map(({ video_id }) => video_id ?? '');
    asked.push(ids);
    return ids.includes('v11') ? refused : { kind: 'done', seq: 1 };
  };
  const told: number[] = [];
  const videos = Array.from({ length: 13 }, (_, index) => video(`v${index}`, { kind: 'page' }));
  const came = await addList(videos, add, (done) => told.push(done));
  const ids = videos.map(({ id }) => id);
  expect(asked).toEqual([ids.slice(0, 10), ids.slice(10), ['v10'], ['v11'], ['v12']]);
  expect(told).toEqual([10, 11, 12, 13]);
  expect(came).toEqual({ added: 12, left: [{ title: 'V11', why: 'this video plays elsewhere' }] });
});

test('where the queue is full nobody is asked one by one', async () => {
  let times = 0;
  const videos = Array.from({ length: 5 }, (_, index) => video(`v${index}`, { kind: 'page' }));
  const full: Outcome = { kind: 'refused', code: 'queue_full', message: 'the queue is full' };
  const add = async (): Promise<Outcome> => {
    times += 1;
    return full;
  };
  const came = await addList(videos, add, () => {});
  expect([times, came.left.length]).toEqual([1, 5]);
});

test('where the server does not answer, all are named', async () => {
  const came = await addList(
    [video('a'), video('b')],
    async () => ({ kind: 'unanswered' }),
    () => {},
  );
  expect(came.added).toBe(0);
  expect(came.left.map(({ title }) => title)).toEqual(['A', 'B']);
});

test('each video is asked about once, and again after a while where nothing was known', async () => {
  let now = 0;
  const asked: (readonly string[])[] = [];
  const known = new KnownVideos(
    async (ids) => {
      asked.push(ids);
      return ids.filter((id) => id !== 'b').map((id) => video(id));
    },
    () => now,
  );
  await known.look(['a', 'b', 'a']);
  await known.look(['a', 'b']);
  expect(asked).toEqual([['a', 'b']]);
  expect([...known.all.value.keys()]).toEqual(['a']);
  now = 60_000;
  await known.look(['a', 'b', 'c']);
  expect(asked[1]).toEqual(['b', 'c']);
  const many = Array.from({ length: 51 }, (_, index) => `v${index}`);
  await known.look(many);
  expect(asked.slice(2).map(({ length }) => length)).toEqual([50, 1]);
});

test('a server that is away leaves the page as it is', async () => {
  const known = new KnownVideos(() => Promise.reject(new Error('away')));
  await known.look(['a']);
  expect(known.all.value.size).toBe(0);
});
