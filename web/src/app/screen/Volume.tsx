import type { Media } from '../media';
import { text } from '../text';
import { Icon } from '../ui/Icon';
import { share } from './Bar';

/** Sound is everybody's own. */
export function Volume({ media }: { media: Media }) {
  const muted = media.muted.value || media.silenced.value;
  const label = muted ? text.watch.unmute : text.watch.mute;
  const level = muted ? 0 : media.volume.value;
  return (
    <div class="volume">
      <button
        type="button"
        class="control"
        aria-label={label}
        title={label}
        data-testid="mute"
        onClick={() => media.setMuted(!muted)}
      >
        <Icon name={muted ? 'muted' : 'sound'} />
      </button>
      <input
        type="range"
        min="0"
        max="1"
        step="0.05"
        value={level}
        aria-label={text.watch.volume}
        data-testid="volume"
        style={{ '--at': share(level, 1) }}
        onInput={(event) => media.setVolume(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
