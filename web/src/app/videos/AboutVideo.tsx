import '../styles/about-video.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CatalogVideo } from '../../client';
import { formatDuration } from '../format';
import { Picture } from '../ui/Picture';
import { catalogue } from './known';

/** What a video looks like and how long it is, where the server knows. */
export function AboutVideo({ id }: { id: string }) {
  const video = useSignal<CatalogVideo | null>(null);
  useEffect(() => {
    video.value = null;
    catalogue.known([id]).then(
      ([found]) => {
        video.value = found ?? null;
      },
      // Nothing is missing without it.
      () => {},
    );
  }, [id]);
  if (video.value === null) return null;
  const { picture, length } = video.value;
  return (
    <div class="about-video" data-testid="about-video">
      <Picture address={picture} class="about-picture" testId="about-picture" />
      {length !== null && <span class="note">{formatDuration(length)}</span>}
    </div>
  );
}
