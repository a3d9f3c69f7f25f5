/** Where unsent messages are kept in this browser: each in a place of its own, so that two tabs do not overwrite each other. */
import type { Shelf, Unsent } from '../../../client';
import { keep, recall } from '../../identity';

const PREFIX = 'sameframe.unsent.';
/** Who has been away for longer does not want to say it any more. */
const KEPT_MS = 24 * 3600 * 1000;

export function shelfIn(session: string): Shelf {
  const prefix = `${PREFIX}${session}.`;
  return {
    read: () =>
      keys()
        .filter((key) => key.startsWith(prefix))
        .flatMap((key) => parsed(recall(localStorage, key)))
        .filter(({ writtenAt }) => Date.now() - writtenAt < KEPT_MS)
        .sort((a, b) => a.writtenAt - b.writtenAt),
    put: (unsent) => keep(localStorage, prefix + unsent.id, JSON.stringify(unsent)),
    remove: (id) => {
      try {
        localStorage.removeItem(prefix + id);
      } catch {
        // Nothing was kept, so there is nothing to remove.
      }
    },
  };
}

function keys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function parsed(json: string | null): Unsent[] {
  try {
    const unsent = JSON.parse(json ?? 'null') as Unsent | null;
    return unsent !== null && typeof unsent.id === 'string' && unsent.say?.type === 'say' ? [unsent] : [];
  } catch {
    return [];
  }
}
