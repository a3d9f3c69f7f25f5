/** What each chooses for themselves of the video on screen: its quality, and subtitles to read along. */
import { useKnownVideo } from './known-video';
import { LevelMenu } from './LevelMenu';
import type { Party } from './party';
import { Quality } from './Quality';
import { choicesOf } from './quality-choice';
import { Subtitles } from './Subtitles';

/** Nothing where there is nothing to choose. Where there are several sources, each is one choice, whatever it has in itself. */
export function ForMe({ party }: { party: Party }) {
  const { title, video } = party.view.value.session;
  // What its provider says later comes with a title.
  const known = useKnownVideo(video.id, `${video.url} ${title}`);
  const { media } = party;
  if (known === null || media.element === null) return null;
  const qualities = known.video?.qualities ?? [];
  const subtitles = known.video?.subtitles ?? [];
  const QualityOrLevel = choicesOf(video, qualities).length > 1 ? Quality : LevelMenu;
  return (
    <>
      <QualityOrLevel key={video.id} party={party} video={video} qualities={qualities} />
      {subtitles.length > 0 && <Subtitles media={media} video={video.id} tracks={subtitles} />}
    </>
  );
}
