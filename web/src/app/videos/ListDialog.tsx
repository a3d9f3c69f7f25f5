/** What is in a series, each to be watched by itself. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Catalogue, type CatalogVideo, type ResolvedVideos } from '../../client';
import { asMe, rest } from '../identity';
import { text } from '../text';
import { videosText as words } from '../text-videos';
import { Dialog } from '../ui/Dialog';
import { troubleWords } from '../ui/trouble-words';
import { VideoCard } from './VideoCard';

const catalogue = new Catalogue(rest);

interface ListDialogProps {
  title: string;
  list: CatalogVideo;
  onClose: () => void;
}

export function ListDialog({ title, list, onClose }: ListDialogProps) {
  const found = useSignal<ResolvedVideos | null>(null);
  const trouble = useSignal<string | null>(null);
  useEffect(() => {
    asMe((token) => catalogue.resolve(token, list.url)).then(
      (resolved) => {
        found.value = resolved;
      },
      (error: unknown) => {
        trouble.value = troubleWords(error);
      },
    );
  }, []);
  return (
    <Dialog title={title} class="list-dialog" onClose={onClose}>
      <p
        class={trouble.value === null ? 'note' : 'note bad'}
        role={trouble.value === null ? 'status' : 'alert'}
        data-testid="list-told"
      >
        {trouble.value ?? (found.value === null ? words.looking : told(found.value))}
      </p>
      <ul class="video-grid" aria-label={title}>
        {found.value?.videos.map((video) => (
          <VideoCard key={video.id} video={video} />
        ))}
      </ul>
      <button type="button" class="button" data-testid="list-dialog-close" onClick={onClose}>
        {text.close}
      </button>
    </Dialog>
  );
}

function told({ videos, more }: ResolvedVideos): string {
  return videos.length === 0 ? words.nothingIn : words.found(videos.length, !more);
}
