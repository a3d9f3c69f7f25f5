import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CatalogVideo } from '../../client';
import { catalogue } from '../videos/known';

/** What the server knows of a video; null before it has said so, and where it knows nothing. Asked anew when `news` changes. */
export function useKnownVideo(id: string, news: string): CatalogVideo | null {
  const known = useSignal<CatalogVideo | null>(null);
  useEffect(() => {
    let isOld = false;
    catalogue.known([id]).then(
      ([found]) => {
        if (!isOld) known.value = found ?? null;
      },
      // There is nothing, as far as anybody knows.
      () => {},
    );
    return () => {
      isOld = true;
    };
  }, [id, news]);
  return known.value?.id === id ? known.value : null;
}
