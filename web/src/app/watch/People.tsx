/** Who is in the session, and how they stand to the timeline. */
import '../styles/roles.css';
import { type Member, RANKS, type Standing, standIn } from '../../client';
import { text } from '../text';
import { Avatar } from '../ui/Avatar';
import type { Party } from './party';
import { PersonMenu } from './roles/PersonMenu';
import { RoleBadges } from './roles/RoleBadges';

export function People({ party }: { party: Party }) {
  const { members, me } = party.view.value;
  const sorted = [...members.values()].sort(
    (a, b) => rank(b, me.id) - rank(a, me.id) || a.name.localeCompare(b.name),
  );
  const standsIn = standIn(party.view.value);
  return (
    <ul class="people" data-testid="people">
      {sorted.map((member) => (
        <li
          key={member.id}
          class={member.present ? 'person' : 'person absent'}
          data-testid="person"
          data-present={member.present}
          data-online={member.online}
        >
          <Avatar id={member.id} name={member.name} />
          <span class="person-name">{member.name}</span>
          {member.id === me.id && <span class="note">{text.watch.you}</span>}
          <RoleBadges party={party} member={member} standsIn={member.id === standsIn} />
          {!member.present && <span class="note">{text.watch.gone}</span>}
          {member.present && !member.online && <span class="note">{text.watch.away}</span>}
          <StandingNote member={member} />
          <PersonMenu party={party} member={member} />
        </li>
      ))}
    </ul>
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
function rank(member: Member, me: string): number {
  return (member.id === me ? 8 : 0) + (member.present ? 4 : 0) + RANKS[member.role];
}
