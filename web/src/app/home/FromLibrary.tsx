import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LibraryVideo } from '../../client';
import { rest } from '../identity';
import { libraryText } from '../text-library';
import { Later } from '../ui/Later';

const load = async () => (await import('./LibraryDialog')).LibraryDialog;

interface FromLibraryProps {
  disabled: boolean;
  onPick: (video: LibraryVideo) => void;
}

/** A button to the server's own videos, where there are any. */
export function FromLibrary({ disabled, onPick }: FromLibraryProps) {
  const isThere = useSignal(false);
  const open = useSignal(false);
  useEffect(() => {
    rest.ownVideos({ limit: 1 }).then(
      ({ videos }) => {
        isThere.value = videos.length > 0;
      },
      // Without it, links work as always.
      () => {},
    );
  }, []);
  if (!isThere.value) return null;
  const close = () => {
    open.value = false;
  };
  const pick = (video: LibraryVideo) => {
    close();
    onPick(video);
  };
  return (
    <>
      <button
        type="button"
        class="button large"
        data-testid="from-library"
        disabled={disabled}
        onClick={() => {
          open.value = true;
        }}
      >
        {libraryText.button}
      </button>
      {open.value && <Later load={load} props={{ onPick: pick, onClose: close }} />}
    </>
  );
}
