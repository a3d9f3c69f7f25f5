/** Another program that has the server's database for itself, as a backup might. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

type Holder = ChildProcessByStdio<Writable, Readable, null>;

const PYTHON = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
`;

/** Takes the database. Returns what gives it back. */
export async function lockDatabase(file: string): Promise<() => Promise<void>> {
  const holder = (await take('sqlite3', [file])) ?? (await take('python3', ['-c', PYTHON, file]));
  if (holder === null) throw new Error('This test needs the program sqlite3: install the package sqlite3.');
  return async () => {
    const gone = once(holder, 'exit');
    holder.stdin.end();
    await gone;
  };
}

/** Returns the program once it holds the lock, or null where there is no such program, or it cannot. */
async function take(program: string, args: readonly string[]): Promise<Holder | null> {
  const holder = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const missing = once(holder, 'error').then(() => null);
  holder.stdin.on('error', () => undefined);
  if (program === 'sqlite3') holder.stdin.write("BEGIN EXCLUSIVE;\nSELECT 'locked';\n");
  const locked = once(createInterface({ input: holder.stdout }), 'line').then(() => holder);
  const ended = once(holder, 'exit').then(() => null);
  return Promise.race([locked, missing, ended]);
}
