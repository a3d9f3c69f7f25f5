/** What an item is called, and how long a queue is. */
import type { CatalogVideo, QueueItem } from '../../../client';

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

/** What a row tells of it. What its provider calls it comes before what whoever added it or its address does. */
export function factsOf(
  item: Pick<QueueItem, 'title' | 'video' | 'length'>,
  known: CatalogVideo | undefined,
) {
  return {
    title: known === undefined || known.title === '' ? titleOf(item) : known.title,
    length: item.length ?? known?.length ?? null,
    picture: known?.picture ?? null,
  };
}

/** How long it all is, in seconds, and of how many that is not known. */
export function totalOf(items: readonly Pick<QueueItem, 'length'>[]): { seconds: number; unknown: number } {
  const known = items.flatMap(({ length }) => (length === null ? [] : [length]));
  return { seconds: known.reduce((sum, length) => sum + length, 0), unknown: items.length - known.length };
}
