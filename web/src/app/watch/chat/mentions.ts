/** Names in what somebody writes. */
import type { Member } from '../../../client';

const NAME_CHARS_MAX = 64;
/** As many as the server takes. */
const MENTIONS_MAX = 20;

/** The beginning of a name that stands before the caret, after an `@`; null where there is none. */
export function nameBegun(text: string, caret: number): string | null {
  const before = text.slice(0, caret);
  const at = before.lastIndexOf('@');
  if (at < 0 || (at > 0 && !/\s/.test(before[at - 1] ?? ''))) return null;
  const begun = before.slice(at + 1);
  return begun.length <= NAME_CHARS_MAX && !begun.includes('\n') ? begun : null;
}

/** Whom a text names with an `@`. Of two with one name it is both. */
export function mentioned(text: string, members: readonly Member[]): string[] {
  const named = members.filter(({ name }) => text.includes(`@${name}`));
  // `@Ann` is not in `@Anna`, where both are here.
  const isWhole = ({ name }: Member) => {
    const longer = named.filter((other) => other.name !== name && other.name.startsWith(name));
    const without = longer.reduce((rest, other) => rest.replaceAll(`@${other.name}`, ''), text);
    return without.includes(`@${name}`);
  };
  return named
    .filter(isWhole)
    .map(({ id }) => id)
    .slice(0, MENTIONS_MAX);
}
