/** Adding a list of videos: what plays here goes in together, so that it is told and taken back as one. */
import type { CatalogVideo, Outcome, QueueNewItem } from '../../../client';
import { listText as words } from '../../text-lists';

/** A video that is not in the queue now, and why. */
export interface LeftOut {
  readonly title: string;
  readonly why: string;
}

export interface Added {
  readonly added: number;
  readonly left: readonly LeftOut[];
}

/** Told after each step: how many have been dealt with. */
export type Told = (done: number) => void;

export async function addList(
  videos: readonly CatalogVideo[],
  add: (items: QueueNewItem[]) => Promise<Outcome>,
  told: Told,
): Promise<Added> {
  const left: LeftOut[] = [];
  let added = 0;
  let done = 0;
  for (const group of groupsOf(videos)) {
    const why = await whyNot(group, add);
    if (why === null) added += group.length;
    else left.push(...group.map((video) => ({ title: titleOf(video), why })));
    done += group.length;
    told(done);
  }
  return { added, left };
}

export function titleOf({ title }: Pick<CatalogVideo, 'title'>): string {
  return title === '' ? words.untitled : title;
}

/** First all that plays here, as one; then one after the other what plays elsewhere, as far as its list says: it may be refused. */
function groupsOf(videos: readonly CatalogVideo[]): CatalogVideo[][] {
  const plays = ({ kind, available }: CatalogVideo) => kind !== 'page' && available;
  const others = videos.filter((video) => !plays(video)).map((video) => [video]);
  return [videos.filter(plays), ...others].filter((group) => group.length > 0);
}

async function whyNot(
  group: readonly CatalogVideo[],
  add: (items: QueueNewItem[]) => Promise<Outcome>,
): Promise<string | null> {
  if (group.some(({ available }) => !available)) return words.gone;
  const outcome = await add(group.map(({ id }) => ({ video_id: id })));
  if (outcome.kind === 'done') return null;
  return outcome.kind === 'refused' ? outcome.message : words.unanswered;
}
