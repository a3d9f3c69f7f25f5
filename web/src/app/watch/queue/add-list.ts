/**
 * Adding a list of videos: what plays here goes in together, so that it is told and taken back as one. Of what its list does not
 * say how it plays, the server asks each video's provider: a few at a time, which it can do within moments.
 */
import type { CatalogVideo, Code, Outcome, QueueNewItem } from '../../../client';
import { listText as words } from '../../text-lists';

/** For so many at once it can ask while somebody waits. */
const UNTOLD_AT_ONCE = 10;

/** Refusals that are about one video, and not about all that come with it. */
const OF_ONE: ReadonlySet<Code> = new Set(['nothing_to_play', 'video_not_found']);

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
  const { plays, untold, gone } = sorted(videos);
  const settle = (group: readonly CatalogVideo[], why: string | null) => {
    if (why === null) added += group.length;
    else left.push(...group.map((video) => ({ title: titleOf(video), why })));
    done += group.length;
    told(done);
  };
  if (plays.length > 0) settle(plays, (await whyNot(plays, add)).why);
  for (let from = 0; from < untold.length; from += UNTOLD_AT_ONCE) {
    const group = untold.slice(from, from + UNTOLD_AT_ONCE);
    const { why, isOne } = await whyNot(group, add);
    if (isOne && group.length > 1) {
      for (const video of group) settle([video], (await whyNot([video], add)).why);
    } else settle(group, why);
  }
  if (gone.length > 0) settle(gone, words.gone);
  return { added, left };
}

export function titleOf({ title }: Pick<CatalogVideo, 'title'>): string {
  return title === '' ? words.untitled : title;
}

function sorted(videos: readonly CatalogVideo[]) {
  const there = videos.filter(({ available }) => available);
  return {
    plays: there.filter(({ kind }) => kind !== 'page'),
    untold: there.filter(({ kind }) => kind === 'page'),
    gone: videos.filter(({ available }) => !available),
  };
}

/** Why a group did not go in, and whether that may be because of one of them alone. */
async function whyNot(
  group: readonly CatalogVideo[],
  add: (items: QueueNewItem[]) => Promise<Outcome>,
): Promise<{ why: string | null; isOne: boolean }> {
  const outcome = await add(group.map(({ id }) => ({ video_id: id })));
  if (outcome.kind === 'done') return { why: null, isOne: false };
  if (outcome.kind !== 'refused') return { why: words.unanswered, isOne: false };
  return { why: outcome.message, isOne: OF_ONE.has(outcome.code) };
}
