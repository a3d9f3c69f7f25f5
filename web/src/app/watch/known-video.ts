import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CatalogVideo } from '../../client';
import { catalogue } from '../videos/known';

interface Answer {
  readonly id: string;
  /** Null where the server knows nothing of it, or cannot be asked. */
  readonly video: CatalogVideo | null;
}

/** What the server knows of a video; null before it has said so. Asked anew when `news` changes. */
export function useKnownVideo(id: string, news: string): Answer | null {
  const answer = useSignal<Answer | null>(null);
  useEffect(() => {
    let isOld = false;
    const know = (video: CatalogVideo | null) => {
      if (!isOld) answer.value = { id, video };
    };
    catalogue.known([id]).then(
      ([found]) => know(found ?? null),
      // What was known stays so.
      () => know(answer.value?.id === id ? answer.value.video : null),
    );
    return () => {
      isOld = true;
    };
  }, [id, news]);
  return answer.value?.id === id ? answer.value : null;
}
