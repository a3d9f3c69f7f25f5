import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Levels } from '../../client';
import type { Media } from '../media';

/** The levels of what plays a video now; null where it has none, or plays another video. Drawn anew when they change. */
export function useLevels(media: Media, video: string): Levels | null {
  const player = media.plays.value;
  const news = useSignal(0);
  useEffect(
    () =>
      player?.listen((event) => {
        if (event === 'levels') news.value += 1;
      }),
    [player],
  );
  // Read so that it counts.
  return news.value >= 0 && media.video === video ? (player?.levels ?? null) : null;
}
