/** Why somebody stands outside a session. */
import { type Knock, ProblemError, WaitsError } from '../../client';

export type DoorWhy =
  | 'password'
  | 'wrong'
  | 'slow'
  | 'knock'
  | 'waiting'
  | 'unheard'
  | 'turned_away'
  | 'closed'
  | 'full'
  | 'name'
  | 'link_expired'
  | 'link_revoked'
  | 'bad_link';

export interface DoorTrouble {
  readonly kind: 'door';
  readonly why: DoorWhy;
  readonly id: string;
  /** What somebody inside has to answer. */
  readonly knock?: Knock;
}

/** What opens a door. */
export interface DoorKey {
  password?: string;
  link?: string;
}

const WHY: Readonly<Record<string, DoorWhy>> = {
  password_required: 'password',
  wrong_password: 'wrong',
  must_knock: 'knock',
  turned_away: 'turned_away',
  session_closed: 'closed',
  session_full: 'full',
  blocked_word: 'name',
  bad_name: 'name',
  link_expired: 'link_expired',
  link_revoked: 'link_revoked',
  bad_link: 'bad_link',
};

/** What a failed call says of the door of session `id`; null where it says nothing of it. */
export function doorTroubleOf(error: unknown, id: string): DoorTrouble | null {
  if (error instanceof WaitsError) return { kind: 'door', why: 'waiting', id, knock: error.knock };
  const why = error instanceof ProblemError ? WHY[error.code] : undefined;
  return why === undefined ? null : { kind: 'door', why, id };
}

/** What an invite link says after `#via=`. */
export function linkInAddress(hash: string): string | undefined {
  return new URLSearchParams(hash.replace(/^#/, '')).get('via') ?? undefined;
}
