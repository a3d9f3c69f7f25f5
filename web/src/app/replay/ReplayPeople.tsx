import { text } from '../text';
import { Avatar } from '../ui/Avatar';
import type { Showing } from './showing';

/** A crowd is not listed by name: it would be nobody's reading. */
const SHOWN_MAX = 200;

/** Who was there at this moment. */
export function ReplayPeople({ showing }: { showing: Showing }) {
  const present = [...showing.present.value];
  if (present.length === 0) return <p class="empty">{text.replay.nobodyThere}</p>;
  return (
    <>
      <ul class="people" data-testid="replay-people">
        {present.slice(0, SHOWN_MAX).map(([id, name]) => (
          <li key={id} class="person" data-testid="person">
            <Avatar id={id} name={name} />
            <span class="person-name">{name}</span>
          </li>
        ))}
      </ul>
      {present.length > SHOWN_MAX && <p class="empty">{text.replay.moreThere(present.length - SHOWN_MAX)}</p>}
    </>
  );
}
