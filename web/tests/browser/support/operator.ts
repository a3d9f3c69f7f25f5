/** Operators, and what they do on the command line. */
import { execFileSync } from 'node:child_process';
import type { Person, PersonOptions } from './person';
import { serverBinary } from './requirements';
import type { Stage } from './stage';

/** Runs a command beside the server of a stage. Returns what it said. */
export function sameframe(stage: Stage, ...args: string[]): string {
  return execFileSync(serverBinary(), [...args, '--data', stage.server.data], { encoding: 'utf8' });
}

/** Somebody whom the server knows as a guest, with their id. What they may not see yet is refused. */
export async function guest(
  stage: Stage,
  name: string,
  options?: PersonOptions,
): Promise<{ person: Person; id: string }> {
  const person = await stage.person(name, options);
  person.expectTrouble(/Failed to load resource/);
  await person.open('/');
  const id = await person.page.evaluate(async (mine) => {
    const answer = await fetch('/api/users', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: mine }),
    });
    const { user, token } = await answer.json();
    localStorage.setItem('sameframe.token', token);
    return user.id as string;
  }, name);
  return { person, id };
}
