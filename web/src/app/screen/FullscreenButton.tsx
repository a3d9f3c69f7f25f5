import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { text } from '../text';
import { Icon } from '../ui/Icon';
import { toggleFullscreen } from './Screen';

export function FullscreenButton({ stage }: { stage: RefObject<HTMLElement | null> }) {
  const full = useSignal(false);
  useEffect(() => {
    const read = () => {
      full.value = document.fullscreenElement !== null;
    };
    document.addEventListener('fullscreenchange', read);
    return () => document.removeEventListener('fullscreenchange', read);
  }, []);
  const label = full.value ? text.watch.leaveFullscreen : text.watch.fullscreen;
  return (
    <button
      type="button"
      class="control"
      aria-label={label}
      title={label}
      data-testid="fullscreen"
      onClick={() => void toggleFullscreen(stage.current)}
    >
      <Icon name={full.value ? 'unfull' : 'full'} />
    </button>
  );
}
