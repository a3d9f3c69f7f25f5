/** How the things that happened look in the list of a replay. */
import type { Item } from './items';

export function PlainRow({ item }: { item: Item }) {
  return <span>{item.words}</span>;
}
