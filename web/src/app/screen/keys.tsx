import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Media } from '../media';
import { text } from '../text';
import { Dialog } from '../ui/Dialog';
import { toggleFullscreen } from './Screen';

/** What keys can act on: a party, or a replay of one. */
export interface Playable {
  readonly media: Media;
  togglePlay(): void;
  seekBy(seconds: number): void;
  /** 0 is the start, 1 the end. */
  seekToShare(share: number): void;
}

/** By the key in lower case, with `shift+` in front where that makes a difference. */
type Actions = Readonly<Record<string, () => void>>;

const VOLUME_STEP = 0.05;

/** The keyboard of the pages with a video, and a page's own keys; typing into a field is never a shortcut. */
export function useKeys(playable: Playable, stage: RefObject<HTMLElement | null>, own: Actions = {}): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (press(event, playable, stage.current, own)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [playable]);
}

/** Does what a key asks for. Returns whether the key asked for something. */
function press(
  { key, shiftKey }: KeyboardEvent,
  playable: Playable,
  stage: HTMLElement | null,
  own: Actions,
): boolean {
  const { media } = playable;
  if (/^[0-9]$/.test(key)) {
    playable.seekToShare(Number(key) / 10);
    return true;
  }
  const actions: Actions = {
    ' ': () => playable.togglePlay(),
    k: () => playable.togglePlay(),
    arrowleft: () => playable.seekBy(-5),
    arrowright: () => playable.seekBy(5),
    j: () => playable.seekBy(-10),
    l: () => playable.seekBy(10),
    arrowup: () => media.setVolume(media.volume.value + VOLUME_STEP),
    arrowdown: () => media.setVolume(media.volume.value - VOLUME_STEP),
    m: () => media.setMuted(!(media.muted.value || media.sync.value.silenced)),
    f: () => void toggleFullscreen(stage),
    ...own,
  };
  const name = key.toLowerCase();
  const action = (shiftKey ? actions[`shift+${name}`] : undefined) ?? actions[name];
  action?.();
  return action !== undefined;
}

/** Whether a key is meant for what it is pressed in. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog') !== null || target.matches('textarea, select, [contenteditable]')) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'range' || event.key.startsWith('Arrow');
  return (event.key === ' ' || event.key === 'Enter') && target.matches('button, a');
}

interface KeyListProps {
  rows?: readonly (readonly [string, string])[];
  onClose: () => void;
}

export function KeyList({ rows = text.keys.rows, onClose }: KeyListProps) {
  return (
    <Dialog title={text.keys.title} onClose={onClose}>
      <dl class="key-list" data-testid="key-list">
        {rows.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" class="actions">
        <button type="submit" class="button">
          {text.close}
        </button>
      </form>
    </Dialog>
  );
}
