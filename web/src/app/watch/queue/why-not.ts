/** Who may do what in the queue, in one place: for showing it before anybody asks. */
import type { Permission, QueueItem } from '../../../client';
import { text } from '../../text';
import type { Party } from '../party';

/** What somebody does with the queue; `lead` is what says what plays, and how the queue goes. */
export type QueueAct = 'add' | 'remove_own' | 'remove' | 'move' | 'vote' | 'lead';

const TAKES: Readonly<Record<QueueAct, Permission>> = {
  add: 'queue_add',
  remove_own: 'queue_add',
  remove: 'queue_remove',
  move: 'queue_reorder',
  vote: 'queue_vote',
  lead: 'queue_manage',
};

/** Why I may not do this with the queue now, for me to read; undefined where I may. */
export function whyNotQueue(party: Party, act: QueueAct): string | undefined {
  if (party.away.value) return text.away.controls;
  return party.whyNot(TAKES[act]) ?? undefined;
}

/** What removing this video is for me. One's own goes with adding. */
export function removalOf(party: Party, { by }: QueueItem): QueueAct {
  const isOwn = by === party.view.value.me.id && party.whyNot('queue_remove') !== null;
  return isOwn ? 'remove_own' : 'remove';
}
