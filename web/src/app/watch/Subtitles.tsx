/** Subtitles to read along, each for themselves. */
import '../styles/subtitles.css';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SubtitleTrack } from '../../client';
import { keep, recall } from '../identity';
import type { Media } from '../media';
import { subtitlesText as words } from '../text-subtitles';
import { toast } from '../toasts';
import { catalogue } from '../videos/known';
import { toWebVtt } from './web-vtt';

const KEY = 'sameframe.subtitles';
const OFF = '';
/** Counted in lines from below: above the control bar, and above the hills of a replay. */
const LINE = { bar: -3, hills: -5 };

interface SubtitlesProps {
  media: Media;
  /** The id of the video on screen. */
  video: string;
  /** What stands below the picture's last line. */
  above?: keyof typeof LINE;
}

/** A menu of what there is; nothing where there is nothing. The last choice holds for the next video too. */
export function Subtitles({ media, video, above = 'bar' }: SubtitlesProps) {
  const tracks = useSignal<readonly SubtitleTrack[]>([]);
  const chosen = useSignal(recall(localStorage, KEY) ?? OFF);
  useEffect(() => {
    tracks.value = [];
    if (media.element === null) return;
    let isOld = false;
    catalogue.known([video]).then(
      ([known]) => {
        if (!isOld && known !== undefined) tracks.value = known.subtitles;
      },
      // There are none, as far as anybody knows.
      () => {},
    );
    return () => {
      isOld = true;
    };
  }, [video]);
  // The element is the video's once its length is known.
  const isThere = media.length.value?.video === video;
  const track = tracks.value.find(({ language }) => language === chosen.value);
  useEffect(
    () => (isThere && track !== undefined ? show(media, track, { line: LINE[above], chosen }) : undefined),
    [isThere, track],
  );
  if (tracks.value.length === 0) return null;
  return (
    <select
      class="control speed subtitles"
      aria-label={words.label}
      title={words.label}
      data-testid="subtitles"
      value={track === undefined ? OFF : track.language}
      onChange={(event) => {
        chosen.value = event.currentTarget.value;
        keep(localStorage, KEY, chosen.value);
      }}
    >
      <option value={OFF}>{words.off}</option>
      {tracks.value.map(({ language, url }) => (
        <option key={url} value={language}>
          {language}
        </option>
      ))}
    </select>
  );
}

/** Puts a track on the video; returns what takes it away. */
function show(
  media: Media,
  { language, url }: SubtitleTrack,
  { line, chosen }: { line: number; chosen: Signal<string> },
): () => void {
  const off = new AbortController();
  const element = document.createElement('track');
  const read = async () => {
    const response = await fetch(url, { signal: off.signal, credentials: 'omit' });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const vtt = new Blob([toWebVtt(await response.text())], { type: 'text/vtt' });
    if (off.signal.aborted) return;
    element.kind = 'subtitles';
    element.label = language;
    element.src = URL.createObjectURL(vtt);
    element.addEventListener('load', () => {
      for (const cue of element.track.cues ?? []) {
        if (cue instanceof VTTCue && cue.line === 'auto') cue.line = line;
      }
    });
    media.element?.append(element);
    element.track.mode = 'showing';
  };
  read().catch(() => {
    if (off.signal.aborted) return;
    toast(words.failed, 'trouble');
    chosen.value = OFF;
  });
  return () => {
    off.abort();
    element.remove();
    if (element.src !== '') URL.revokeObjectURL(element.src);
  };
}
