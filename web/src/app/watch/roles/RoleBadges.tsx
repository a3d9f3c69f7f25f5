/** What somebody is to the others, beside their name. */
import type { Member } from '../../../client';
import { isMuted } from '../../../client';
import { text } from '../../text';
import type { Party } from '../party';

export function RoleBadges({ party, member, standsIn }: { party: Party; member: Member; standsIn: boolean }) {
  const badge = text.roles.badges[member.role];
  return (
    <>
      {badge !== null && (
        <span class={`badge role-${member.role}`} data-testid="role" data-role={member.role}>
          {badge}
        </span>
      )}
      {standsIn && (
        <span class="badge" title={text.roles.standsInWhy} data-testid="stands-in">
          {text.roles.standsIn}
        </span>
      )}
      {isMuted(member, party.serverNow()) && (
        <span class="badge muted" data-testid="muted">
          {text.roles.muted}
        </span>
      )}
      {member.banned && (
        <span class="badge muted" data-testid="banned">
          {text.roles.banned}
        </span>
      )}
    </>
  );
}
