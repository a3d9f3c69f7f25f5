import '../styles/handshake.css';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Person, ProblemError } from '../../client';
import { text } from '../text';
import { toast } from '../toasts';
import { knownPeople, personOf, withPerson } from './people';

interface GuestPickerProps {
  /** The ids of those who are to be asked. */
  guests: Signal<readonly string[]>;
  /** The personal code that led to this page. */
  withCode?: string | undefined;
}

/** Whom to ask in with a new session; nothing where one knows nobody. */
export function GuestPicker({ guests, withCode }: GuestPickerProps) {
  const people = useSignal<readonly Person[]>([]);
  useEffect(() => {
    void knownPeople().then((known) => {
      people.value = known.reduceRight(withPerson, people.value);
    });
    if (withCode === undefined) return;
    personOf(withCode).then(
      (person) => {
        people.value = withPerson(people.value, person);
        guests.value = [...new Set([...guests.value, person.id])];
      },
      (error) =>
        toast(error instanceof ProblemError ? text.handshake.noPerson : text.trouble.unreachable, 'trouble'),
    );
  }, [withCode]);
  if (people.value.length === 0) return null;
  const toggle = (id: string) => {
    const chosen = guests.value.includes(id);
    guests.value = chosen ? guests.value.filter((other) => other !== id) : [...guests.value, id];
  };
  return (
    <fieldset class="guests" data-testid="guests">
      <legend>{text.handshake.with}</legend>
      {people.value.map(({ id, name }) => (
        <label key={id} class="check guest">
          <input
            type="checkbox"
            data-testid="guest"
            data-name={name}
            checked={guests.value.includes(id)}
            onChange={() => toggle(id)}
          />
          {name}
        </label>
      ))}
      {guests.value.length > 0 && <p class="note">{text.handshake.withHint}</p>}
    </fieldset>
  );
}
