/** Who may do what, as the server decides it: for showing it before anybody asks. Pure. */
import type { Member, MuteScope, Permission, Role } from './generated/protocol';
import type { Known } from './session-state';

/** Why somebody may not do something: their role, only hosts steer, or a time-out. */
export type WhyNot = 'role' | 'only_hosts' | 'muted';

type Rights = Pick<Known, 'members' | 'session' | 'settings'>;

/** How high each role stands. */
export const RANKS: Readonly<Record<Role, number>> = { viewer: 0, member: 1, co_host: 2, host: 3 };

/** What "only hosts control" takes from members and viewers. */
const CONTROL: ReadonlySet<Permission> = new Set([
  'play_pause',
  'seek',
  'set_rate',
  'load',
  'undo_others',
  'queue_reorder',
  'queue_remove',
  'queue_manage',
]);

/** What a time-out takes. */
const TALK: ReadonlySet<Permission> = new Set([
  'say',
  'react',
  'link',
  'edit_own',
  'predict_pick',
  'predict_open',
  'predict_settle',
]);
const QUEUE: ReadonlySet<Permission> = new Set(['queue_add', 'queue_vote']);

/** What would outlast the absence of the host. */
const LASTING: ReadonlySet<Permission> = new Set([
  'ban',
  'settings',
  'roles',
  'schedule',
  'end',
  'hand_over',
]);

/** Who stands in while neither the host nor a co-host is present: the member who has been here longest. */
export function standIn({ members }: Pick<Known, 'members'>): string | null {
  let longest: Member | null = null;
  for (const member of members.values()) {
    if (!member.present) continue;
    if (RANKS[member.role] >= RANKS.co_host) return null;
    if (member.role === 'member' && (longest === null || isBefore(member, longest))) longest = member;
  }
  return longest?.id ?? null;
}

/** Of those who came together, the first by id counts as earlier. */
function isBefore(a: Member, b: Member): boolean {
  const [since, other] = [a.since ?? Number.POSITIVE_INFINITY, b.since ?? Number.POSITIVE_INFINITY];
  return since < other || (since === other && a.id < b.id);
}

/** Why somebody who is present may not do something, or null where they may. `now` is server time. */
export function whyNot(known: Rights, id: string, permission: Permission, now: number): WhyNot | null {
  const member = known.members.get(id);
  if (member === undefined) return 'role';
  const byRole = hasByRole(known, member.role, permission);
  const steers = member.role === 'host' || member.role === 'co_host';
  const { control, links, permissions } = known.settings;
  const switchedOff = !steers && control === 'hosts' && CONTROL.has(permission);
  const linksOff = !steers && !links && permission === 'link';
  const mayStandIn = !steers && permissions.co_host.includes(permission) && !LASTING.has(permission);
  const byItself = byRole && !switchedOff && !linksOff;
  if (!byItself && !(mayStandIn && standIn(known) === id)) {
    return byRole && switchedOff ? 'only_hosts' : 'role';
  }
  return isMuted(member, now) && takes(member.mute?.scope ?? 'talk').has(permission) ? 'muted' : null;
}

export function isMuted({ mute }: Pick<Member, 'mute'>, now: number): boolean {
  return mute !== null && now < mute.until;
}

/** Whether somebody stands above another: nobody acts upon the same or a higher rank. */
export function outranks(known: Rights, id: string, other: string): boolean {
  return (
    id !== other && rankOf(known, id) > RANKS[known.members.get(other)?.role ?? known.settings.newcomers]
  );
}

/** The roles that somebody may give: those below their own. */
export function rolesBelow(known: Rights, id: string): Role[] {
  const rank = rankOf(known, id);
  return (['co_host', 'member', 'viewer'] as const).filter((role) => RANKS[role] < rank);
}

function rankOf(known: Rights, id: string): number {
  if (standIn(known) === id) return RANKS.co_host;
  const role = known.members.get(id)?.role;
  return role === undefined ? -1 : RANKS[role];
}

function hasByRole({ settings }: Rights, role: Role, permission: Permission): boolean {
  return role === 'host' || settings.permissions[role].includes(permission);
}

function takes(scope: MuteScope): ReadonlySet<Permission> {
  return scope === 'talk' ? TALK : new Set([...TALK, ...CONTROL, ...QUEUE]);
}
