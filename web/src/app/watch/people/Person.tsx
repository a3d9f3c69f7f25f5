/** One person in a list: who they are, and how they stand to the timeline. */
import { type Member, RANKS, type Standing } from '../../../client';
import { text } from '../../text';
import { Avatar } from '../../ui/Avatar';
import type { Party } from '../party';
import { PersonMenu } from '../roles/PersonMenu';
import { RoleBadges } from '../roles/RoleBadges';

interface PersonProps {
  party: Party;
  member: Member;
  standsIn: boolean;
}

export function Person({ party, member, standsIn }: PersonProps) {
  return (
    <li
      class={member.present ? 'person' : 'person absent'}
      data-testid="person"
      data-present={member.present}
      data-online={member.online}
    >
      <Avatar id={member.id} name={member.name} />
      <span class="person-name">{member.name}</span>
      {member.id === party.view.value.me.id && <span class="note">{text.watch.you}</span>}
      <RoleBadges party={party} member={member} standsIn={standsIn} />
      {/* The name of who was erased says that they have left. */}
      {!member.present && !member.erased && <span class="note">{text.watch.gone}</span>}
      {member.present && !member.online && <span class="note">{text.watch.away}</span>}
      <StandingNote member={member} />
      <PersonMenu party={party} member={member} />
    </li>
  );
}

/** Further behind or ahead than this is worth a word, in milliseconds. */
const OFF_MS = 1_000;

/** How somebody stands to the timeline: said only while there is something to say. */
function StandingNote({ member }: { member: Member }) {
  const { standing, online } = member;
  if (standing === null || !online) return null;
  const isOff = Math.abs(standing.drift_ms) > OFF_MS;
  const tone = standing.status === 'buffering' || isOff ? 'bad' : 'good';
  return (
    <span class={`standing ${tone}`} data-testid="standing" data-status={standing.status}>
      {standingWords(standing, isOff)}
    </span>
  );
}

function standingWords({ status, drift_ms, trailing, away }: Standing, isOff: boolean): string {
  const words = text.watch.standing;
  if (trailing) return isOff ? `${words.trailing}, ${words.off(drift_ms / 1000)}` : words.trailing;
  if (status === 'buffering') return words.buffering;
  if (away) return words.away;
  if (isOff) return words.off(drift_ms / 1000);
  return status === 'playing' ? words.inSync(drift_ms) : words[status];
}

/** Me first, then who is here, the higher roles before the others. */
export function rank(member: Member, me: string): number {
  return (member.id === me ? 8 : 0) + (member.present ? 4 : 0) + RANKS[member.role];
}
