import '../styles/library.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LibraryVideo } from '../../client';
import { rest } from '../identity';
import { text } from '../text';
import { libraryText } from '../text-library';
import { Dialog } from '../ui/Dialog';
import { Picture } from '../ui/Picture';
import { troubleWords } from '../ui/trouble-words';

const PAUSE_MS = 250;

interface LibraryDialogProps {
  onPick: (video: LibraryVideo) => void;
  onClose: () => void;
}

/** The server's own videos, to be searched and picked from. */
export function LibraryDialog({ onPick, onClose }: LibraryDialogProps) {
  const words = useSignal('');
  const videos = useSignal<readonly LibraryVideo[] | null>(null);
  const next = useSignal<string | null>(null);
  const trouble = useSignal<string | null>(null);
  const wanted = words.value.trim();

  const load = async (cursor: string | null, isOld: () => boolean) => {
    try {
      const found = await rest.ownVideos({ q: wanted, ...(cursor === null ? {} : { cursor }) });
      if (isOld()) return;
      videos.value = [...(cursor === null ? [] : (videos.value ?? [])), ...found.videos];
      next.value = found.next;
      trouble.value = null;
    } catch (error) {
      if (!isOld()) trouble.value = troubleWords(error);
    }
  };

  useEffect(() => {
    let isOld = false;
    const timer = setTimeout(() => void load(null, () => isOld), videos.value === null ? 0 : PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [wanted]);

  return (
    <Dialog title={libraryText.title} onClose={onClose}>
      <input
        type="search"
        class="film-search"
        maxLength={100}
        placeholder={libraryText.search}
        aria-label={libraryText.search}
        data-testid="library-search"
        value={words}
        onInput={(event) => {
          words.value = event.currentTarget.value;
        }}
      />
      {trouble.value !== null && (
        <p class="note bad" role="alert">
          {trouble.value}
        </p>
      )}
      {videos.value?.length === 0 && <p class="note">{libraryText.nothing(wanted)}</p>}
      <ul class="film-list">
        {videos.value?.map((video) => (
          <li key={video.url}>
            <button
              type="button"
              class="film-video"
              data-testid="library-video"
              onClick={() => onPick(video)}
            >
              <Picture address={video.picture} class="film-picture">
                <span class="film-picture" />
              </Picture>
              <span class="grow">{video.title}</span>
              <span class="note">{libraryText.about(video)}</span>
            </button>
          </li>
        ))}
      </ul>
      {next.value !== null && (
        <button
          type="button"
          class="button"
          data-testid="library-more"
          onClick={() => void load(next.value, () => words.value.trim() !== wanted)}
        >
          {text.sessions.more}
        </button>
      )}
    </Dialog>
  );
}
