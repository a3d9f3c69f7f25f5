/** One thing at a time that is asked of the server, and what came of it, in a sentence. */
import { type Signal, useSignal } from '@preact/signals';
import { troubleWords } from '../ui/trouble-words';

export interface Asking {
  readonly busy: Signal<boolean>;
  readonly note: Signal<{ readonly words: string; readonly bad: boolean } | null>;
  /** Does it, unless something is being done; a sentence that it returns is said. */
  run(action: () => Promise<unknown>): Promise<void>;
}

export function useAsking(): Asking {
  const busy = useSignal(false);
  const note = useSignal<{ words: string; bad: boolean } | null>(null);
  const run = async (action: () => Promise<unknown>) => {
    if (busy.value) return;
    busy.value = true;
    note.value = null;
    try {
      const words = await action();
      note.value = typeof words === 'string' ? { words, bad: false } : null;
    } catch (error) {
      note.value = { words: troubleWords(error), bad: true };
    }
    busy.value = false;
  };
  return { busy, note, run };
}
