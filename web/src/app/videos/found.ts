/** What was found in the catalogue, page after page. */
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CatalogPage } from '../../client';
import { troubleWords } from '../ui/trouble-words';
import { type Asked, queryOf } from './asked';
import { catalogue } from './known';

export interface Found {
  /** All pages so far as one; null while there is none. */
  readonly page: ReadonlySignal<CatalogPage | null>;
  readonly busy: ReadonlySignal<boolean>;
  /** Why there is not more, in a sentence. */
  readonly trouble: ReadonlySignal<string | null>;
  /** Asks for the next page; for the first one where that has failed. */
  more(): void;
}

/** Looks anew whenever `asked` is another object. */
export function useFound(asked: Asked): Found {
  const page = useSignal<CatalogPage | null>(null);
  const busy = useSignal(true);
  const trouble = useSignal<string | null>(null);
  const wanted = useRef(asked);
  wanted.current = asked;

  const load = async (before: CatalogPage | null) => {
    // Somebody who types is faster than the answer.
    const isOld = () => wanted.current !== asked;
    const cursor = before?.next;
    busy.value = true;
    try {
      const next = await catalogue.videos({ ...queryOf(asked), ...(cursor && { cursor }) });
      if (isOld()) return;
      page.value = { ...next, videos: [...(before?.videos ?? []), ...next.videos] };
      trouble.value = null;
    } catch (error) {
      if (isOld()) return;
      page.value = before;
      trouble.value = troubleWords(error);
    }
    busy.value = false;
  };
  useEffect(() => void load(null), [asked]);
  const more = () => {
    if (!busy.value) void load(page.value);
  };
  return { page, busy, trouble, more };
}
