/** Whom one can invite. */
import type { Person } from '../../client';
import { asKnown, handshake } from '../identity';

/** Whom I have watched with; nobody where that cannot be asked. */
export async function knownPeople(): Promise<readonly Person[]> {
  const answer = await asKnown(async (token) =>
    token === undefined ? null : handshake.companions(token),
  ).catch(() => null);
  return answer?.people ?? [];
}

/** The person of a personal code, or of a link that ends in one. */
export async function personOf(typed: string): Promise<Person> {
  const code = typed.trim().replace(/\/+$/, '').split('/').at(-1) ?? '';
  return handshake.byCode(code);
}

export function withPerson(people: readonly Person[], person: Person): readonly Person[] {
  return people.some(({ id }) => id === person.id) ? people : [person, ...people];
}
