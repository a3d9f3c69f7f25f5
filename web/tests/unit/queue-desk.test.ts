import { expect, test } from 'vitest';
import { QueueDesk } from '../../src/app/watch/queue/desk';
import type { QueueItem, Role, View } from '../../src/client';
import { queue } from './support';

const items = (count: number, by: string): QueueItem[] =>
  Array.from({ length: count }, (_, id) => ({
    id,
    video: { id: `v${id}`, url: `https://v/${id}.mp4`, kind: 'file' as const },
    title: null,
    length: null,
    by,
    votes: 0,
  }));

function room(role: Role, waiting: QueueItem[]): number {
  const view = { me: { id: 'ben', role }, queue: { ...queue, items: waiting } } as unknown as View;
  const nobody = () => Promise.reject(new Error('nobody is asked'));
  return new QueueDesk(
    () => view,
    nobody,
    nobody,
    () => null,
  ).room;
}

test('QUE-1: 50 of mine may wait, but for the host and co-hosts', () => {
  expect(room('member', items(20, 'ben'))).toBe(30);
  expect(room('member', items(20, 'ana'))).toBe(50);
  expect(room('member', items(60, 'ben'))).toBe(0);
  expect(room('co_host', items(60, 'ben'))).toBe(140);
  expect(room('host', items(60, 'ben'))).toBe(140);
  expect(room('member', items(180, 'ana'))).toBe(20);
});
