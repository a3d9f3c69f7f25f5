import type { Media } from '../media';
import { useKnownVideo } from '../watch/known-video';
import { Subtitles } from '../watch/Subtitles';

/** Subtitles of the video on screen, as in the session; nothing where there are none. */
export function ReplaySubtitles({ media, video }: { media: Media; video: string }) {
  const tracks = useKnownVideo(video, '')?.video?.subtitles ?? [];
  if (tracks.length === 0 || media.element === null) return null;
  return <Subtitles media={media} video={video} tracks={tracks} above="hills" />;
}
