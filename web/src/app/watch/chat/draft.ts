/** What comes back into the field, before what has been written there since; a line of its own each. */
export function withDraft(draft: string, written: string): string {
  return written.trim() === '' ? draft : `${draft}\n${written}`;
}
