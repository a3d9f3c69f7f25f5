/** What each chooses for themselves of the video on screen: its quality, and subtitles to read along. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CatalogVideo } from '../../client';
import { catalogue } from '../videos/known';
import type { Party } from './party';
import { Quality } from './Quality';
import { Subtitles } from './Subtitles';

/** Nothing where there is nothing to choose. */
export function ForMe({ party }: { party: Party }) {
  const { title, video } = party.view.value.session;
  const known = useSignal<CatalogVideo | null>(null);
  const element = useSignal(0);
  useEffect(() => {
    let isOld = false;
    catalogue.known([video.id]).then(
      ([found]) => {
        if (!isOld) known.value = found ?? null;
      },
      // There is nothing, as far as anybody knows.
      () => {},
    );
    return () => {
      isOld = true;
    };
    // What its provider says later comes with a title.
  }, [video.id, video.url, title]);
  const { media } = party;
  if (known.value?.id !== video.id || media.element === null) return null;
  const { qualities, subtitles } = known.value;
  return (
    <>
      {qualities.length > 0 && (
        <Quality
          key={video.id}
          party={party}
          video={video}
          qualities={qualities}
          onChanged={() => {
            element.value += 1;
          }}
        />
      )}
      {subtitles.length > 0 && (
        <Subtitles media={media} video={video.id} tracks={subtitles} element={element.value} />
      )}
    </>
  );
}
