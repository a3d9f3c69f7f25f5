/** Who is in the session, and how they stand to the timeline. */
import '../styles/roles.css';
import { standIn } from '../../client';
import type { Party } from './party';
import { Crowd } from './people/Crowd';
import { Person, rank } from './people/Person';

export function People({ party }: { party: Party }) {
  const { members, me, knowsEverybody } = party.view.value;
  if (!knowsEverybody) return <Crowd party={party} />;
  const sorted = [...members.values()].sort(
    (a, b) => rank(b, me.id) - rank(a, me.id) || a.name.localeCompare(b.name),
  );
  const standsIn = standIn(party.view.value);
  return (
    <ul class="people" data-testid="people">
      {sorted.map((member) => (
        <Person key={member.id} party={party} member={member} standsIn={member.id === standsIn} />
      ))}
    </ul>
  );
}
