/** What the browser tests need to be there, said in one sentence where it is not. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('../../..', import.meta.url));
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

export const RESULTS = join(WEB, 'test-results');
export const IMAGES = resolve(WEB, '../docs/images');

export function serverBinary(): string {
  const named = process.env.SAMEFRAME_BIN;
  const path = resolve(WEB, named === undefined || named === '' ? '../target/debug/sameframe' : named);
  if (isProgram(path)) return path;
  throw new Error(
    `The browser tests need the server: there is none at ${path}; run \`cargo build -p sameframe\` or set SAMEFRAME_BIN.`,
  );
}

export function chromium(): string {
  const named = process.env.CHROMIUM;
  const names = named === undefined || named === '' ? BROWSERS : [named];
  const found = names.flatMap(placesOf).find(isProgram);
  if (found !== undefined) return found;
  throw new Error(
    `The browser tests need Chromium: there is no ${names.join(', ')}; install it or set CHROMIUM to its path.`,
  );
}

/** Before all tests: a sentence, and not the stack of whoever would miss it first. */
export default function check(): void {
  try {
    serverBinary();
    chromium();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

function placesOf(name: string): string[] {
  if (name.includes('/')) return [resolve(name)];
  return (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
}

function isProgram(path: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile()) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
