/** Media keys, headsets and the system's own controls: gestures like any other. */
import { useEffect } from 'preact/hooks';
import type { Party } from './party';

const STEP_S = 10;

export function useMediaKeys(party: Party, title: string): void {
  const status = party.playing.value ? 'playing' : 'paused';
  useEffect(() => {
    if (!('mediaSession' in navigator)) return;
    const session = navigator.mediaSession;
    session.metadata = new MediaMetadata({ title });
    const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
      ['play', () => party.play()],
      ['pause', () => party.pause()],
      ['seekbackward', ({ seekOffset }) => party.seekBy(-(seekOffset ?? STEP_S))],
      ['seekforward', ({ seekOffset }) => party.seekBy(seekOffset ?? STEP_S)],
      ['nexttrack', () => party.queue.skip()],
      ['previoustrack', () => party.queue.previous()],
      ['seekto', ({ seekTime }) => seekTime !== undefined && party.seekTo(seekTime)],
    ];
    for (const [action, handler] of handlers) session.setActionHandler(action, handler);
    return () => {
      for (const [action] of handlers) session.setActionHandler(action, null);
    };
  }, [party, title]);
  useEffect(() => {
    if ('mediaSession' in navigator) navigator.mediaSession.playbackState = status;
  }, [status]);
}
