import { useSignal } from '@preact/signals';
import { replayPath } from '../router';
import { text } from '../text';
import { toast } from '../toasts';
import { Icon } from '../ui/Icon';
import { momentQuery } from './moment';
import type { Showing } from './showing';

/** Copies a link that opens the replay at this moment. */
export function ShareMoment({ id, showing }: { id: string; showing: Showing }) {
  const copied = useSignal(false);
  const copy = async () => {
    const seconds = (showing.at.value - showing.replay.startMs) / 1000;
    const link = new URL(replayPath(id) + momentQuery(seconds), location.origin).href;
    try {
      await navigator.clipboard.writeText(link);
      copied.value = true;
      setTimeout(() => {
        copied.value = false;
      }, 2_500);
    } catch {
      toast(text.watch.copyFailed(link));
    }
  };
  return (
    <button type="button" class="button" data-testid="copy-moment" onClick={() => void copy()}>
      <Icon name="link" />
      <span aria-live="polite">{copied.value ? text.watch.copied : text.replay.copyMoment}</span>
    </button>
  );
}
