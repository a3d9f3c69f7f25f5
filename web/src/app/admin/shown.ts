/** What a page for operators shows: asked for at once and again and again, while somebody looks. */
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { asMe, isKnown } from '../identity';
import { whileVisible } from '../poll';
import { text } from '../text';
import { adminText } from '../text-admin';
import { troubleWords } from '../ui/trouble-words';

export interface Shown<T> {
  /** As the server has said last; null while it has said nothing. */
  readonly what: ReadonlySignal<T | null>;
  /** Why it cannot be shown, in a sentence. */
  readonly failed: ReadonlySignal<string | null>;
  readonly load: () => Promise<void>;
}

export function useShown<T>(title: string, everyMs: number, ask: (token: string) => Promise<T>): Shown<T> {
  const what = useSignal<T | null>(null);
  const failed = useSignal<string | null>(null);
  const load = async () => {
    try {
      what.value = await asMe(ask);
      failed.value = null;
    } catch (error) {
      failed.value = troubleWords(error);
    }
  };
  useEffect(() => {
    document.title = `${title} · ${text.app}`;
    // Nobody becomes known by looking.
    if (!isKnown()) {
      failed.value = adminText.onlyOperators;
      return;
    }
    void load();
    return whileVisible(everyMs, () => void load());
  }, []);
  return { what, failed, load };
}
