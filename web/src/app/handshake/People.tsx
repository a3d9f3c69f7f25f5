import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Invitation, type Person, ProblemError } from '../../client';
import { asMe, handshake } from '../identity';
import { text } from '../text';
import { Avatar } from '../ui/Avatar';
import type { Party } from '../watch/party';
import { hearInvitation, invitationOf } from './inbox';
import { knownPeople, personOf, withPerson } from './people';

/** People to ask in, one by one. */
export function InvitePeople({ party }: { party: Party }) {
  const { members, session: of } = party.view.value;
  const session = of.id;
  const why = party.whyNot('invite');
  const people = useSignal<readonly Person[]>([]);
  const trouble = useSignal<string | null>(null);
  useEffect(() => {
    void knownPeople().then((known) => {
      people.value = known.reduceRight(withPerson, people.value);
    });
  }, []);
  const tried = async (action: (token: string) => Promise<Invitation>) => {
    trouble.value = null;
    try {
      hearInvitation(await asMe(action));
    } catch (error) {
      trouble.value =
        error instanceof ProblemError ? text.trouble.refused(error.message) : text.trouble.unreachable;
    }
  };
  return (
    <section class="invite-people">
      <h3>{text.handshake.people}</h3>
      {people.value.length === 0 && <p class="note">{text.handshake.nobody}</p>}
      <ul>
        {people.value.map((person) => (
          <Row
            key={person.id}
            session={session}
            person={person}
            isHere={members.get(person.id)?.present === true}
            whyNot={why}
            onAsk={() => void tried((token) => handshake.invite(token, session, person.id))}
            onTakeBack={(invitation) => void tried((token) => handshake.withdraw(token, invitation))}
          />
        ))}
      </ul>
      <AddPerson
        onAdd={(person) => {
          people.value = withPerson(people.value, person);
        }}
      />
      {trouble.value !== null && (
        <p class="note bad" role="status">
          {trouble.value}
        </p>
      )}
    </section>
  );
}

interface RowProps {
  session: string;
  person: Person;
  isHere: boolean;
  /** Why I may not ask them. */
  whyNot: string | null;
  onAsk: () => void;
  onTakeBack: (invitation: string) => void;
}

function Row({ session, person, isHere, whyNot, onAsk, onTakeBack }: RowProps) {
  const asked = invitationOf(session, person.id);
  const isOpen = asked?.state === 'pending';
  return (
    <li class="person" data-testid="invite-person" data-name={person.name}>
      <Avatar id={person.id} name={person.name} />
      <span class="grow person-name">{person.name}</span>
      {isHere && (
        <span class="badge" data-testid="is-here">
          {text.handshake.isHere}
        </span>
      )}
      {!isHere && asked !== null && (
        <span class="badge" data-testid="invited-state">
          {text.handshake.askedAnswer[asked.state]}
        </span>
      )}
      {!isHere && isOpen && (
        <button
          type="button"
          class="linklike"
          aria-label={text.handshake.takeBackFrom(person.name)}
          data-testid="take-back"
          onClick={() => onTakeBack(asked.id)}
        >
          {text.handshake.takeBack}
        </button>
      )}
      {!isHere && !isOpen && asked?.state !== 'accepted' && (
        <button
          type="button"
          class="button"
          disabled={whyNot !== null}
          title={whyNot ?? undefined}
          data-testid="ask-person"
          onClick={onAsk}
        >
          {text.handshake.ask}
        </button>
      )}
    </li>
  );
}

/** By the code or the link that somebody has sent. */
function AddPerson({ onAdd }: { onAdd: (person: Person) => void }) {
  const typed = useSignal('');
  const failed = useSignal(false);
  const add = async () => {
    try {
      onAdd(await personOf(typed.value));
      typed.value = '';
      failed.value = false;
    } catch {
      failed.value = true;
    }
  };
  return (
    <div class="copy-row">
      <input
        type="text"
        class="grow plain-input"
        maxLength={2_000}
        autocomplete="off"
        data-testid="person-code"
        aria-label={text.handshake.personCode}
        placeholder={failed.value ? text.handshake.noPerson : text.handshake.personCode}
        aria-invalid={failed.value}
        value={typed}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          void add();
        }}
      />
      <button type="button" class="button" data-testid="add-person" onClick={() => void add()}>
        {text.handshake.addPerson}
      </button>
    </div>
  );
}
