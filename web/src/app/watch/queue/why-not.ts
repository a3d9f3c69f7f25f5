/** Who may do what in the queue, in one place: for showing it before anybody asks. */
import type { Permission, QueueItem } from '../../../client';
import { text } from '../../text';
import type { Party } from '../party';

/** What somebody does with the queue; `lead` is what acts on everybody's videos or on what plays. */
export type QueueAct = 'add' | 'remove_own' | 'move' | 'vote' | 'lead';

const TAKES: Readonly<Record<Exclude<QueueAct, 'lead'>, Permission>> = {
  add: 'queue_add',
  remove_own: 'queue_add',
  move: 'queue_reorder',
  vote: 'queue_vote',
};

/** Why I may not do this with the queue now, for me to read; undefined where I may. */
export function whyNotQueue(party: Party, act: QueueAct): string | undefined {
  if (party.away.value) return text.away.controls;
  if (act === 'lead') return party.queue.leads ? undefined : text.queue.hostOnly;
  return party.whyNot(TAKES[act]) ?? undefined;
}

/** What removing this video is for me. */
export function removalOf(party: Party, { by }: QueueItem): QueueAct {
  return by === party.view.value.me.id && !party.queue.leads ? 'remove_own' : 'lead';
}
