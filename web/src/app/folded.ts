/** A text without case, accents and forms, as the server compares what is looked for: `Ångström` and `ANGSTROM` are the same. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase();
}
