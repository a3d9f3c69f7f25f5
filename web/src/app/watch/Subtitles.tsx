/** Subtitles to read along, each for themselves. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SubtitleTrack } from '../../client';
import { keep, recall } from '../identity';
import type { Media } from '../media';
import { subtitlesText as words } from '../text-subtitles';
import { toast } from '../toasts';
import { Mine } from './Mine';
import { toWebVtt } from './web-vtt';

const KEY = 'sameframe.subtitles';
const OFF = '';
/** Counted in lines from below: above the control bar, and above the hills of a replay. */
const LINE = { bar: -3, hills: -5 };

interface SubtitlesProps {
  media: Media;
  /** The id of the video on screen. */
  video: string;
  tracks: readonly SubtitleTrack[];
  /** What stands below the picture's last line. */
  above?: keyof typeof LINE;
}

/** A menu of what there is. The last choice holds for the next video too. */
export function Subtitles({ media, video, tracks, above = 'bar' }: SubtitlesProps) {
  const chosen = useSignal(recall(localStorage, KEY) ?? OFF);
  // The element is the video's once its length is known.
  const isThere = media.length.value?.video === video;
  const track = tracks.find(({ language }) => language === chosen.value);
  // With what plays it the element may change, and need not: where it stays, so do they.
  void media.plays.value;
  const { element } = media;
  useEffect(
    () => (isThere && track !== undefined ? show(media, track, { line: LINE[above], chosen }) : undefined),
    [isThere, track, element],
  );
  return (
    <Mine mark={words.mark}>
      <select
        class="control speed"
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
        {tracks.map(({ language, url }) => (
          <option key={url} value={language}>
            {language}
          </option>
        ))}
      </select>
    </Mine>
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
      // A cue that is on screen already stays where it is.
      element.track.mode = 'showing';
    });
    media.element?.append(element);
    element.track.mode = 'hidden';
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
