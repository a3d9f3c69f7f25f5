/** What an item is called, and how long a queue is. */
import type { QueueItem } from '../../../client';

/** Its title, or what its address says. */
export function titleOf({ title, video }: Pick<QueueItem, 'title' | 'video'>): string {
  if (title !== null) return title;
  const path = video.url.split(/[?#]/)[0] ?? video.url;
  const name = path.split('/').findLast((part) => part !== '');
  if (name === undefined) return video.url;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** How long it all is, in seconds, and of how many that is not known. */
export function totalOf(items: readonly Pick<QueueItem, 'length'>[]): { seconds: number; unknown: number } {
  const known = items.flatMap(({ length }) => (length === null ? [] : [length]));
  return { seconds: known.reduce((sum, length) => sum + length, 0), unknown: items.length - known.length };
}
