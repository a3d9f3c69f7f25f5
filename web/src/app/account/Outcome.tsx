import type { Asking } from './asking';

/** What came of what was asked. */
export function Outcome({ of, testId }: { of: Asking; testId: string }) {
  const note = of.note.value;
  return (
    <p class={note?.bad ? 'note bad' : 'note'} role="status" data-testid={testId}>
      {note?.words ?? ''}
    </p>
  );
}
