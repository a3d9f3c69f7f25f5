/** In which quality the video is watched here. Nobody else notices. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Video, VideoQuality } from '../../client';
import { keep, recall } from '../identity';
import { qualityText as words } from '../text-quality';
import { toast } from '../toasts';
import { changeQuality } from './changing-quality';
import { Mine } from './Mine';
import type { Party } from './party';
import { choicesOf, fitting } from './quality-choice';

const KEY = 'sameframe.quality';

interface QualityProps {
  party: Party;
  /** As everybody plays it. */
  video: Video;
  qualities: readonly VideoQuality[];
  /** Another element shows the video now. */
  onChanged: () => void;
}

/** The last choice holds for the next video too. */
export function Quality({ party, video, qualities, onChanged }: QualityProps) {
  const choices = useMemo(() => choicesOf(video, qualities), [video.url, qualities]);
  const usual = Math.max(
    choices.findIndex(({ url }) => url === video.url),
    0,
  );
  const shown = useSignal(usual);
  const wanted = useSignal(usual);
  const changing = useRef<AbortController | null>(null);
  const change = async (index: number) => {
    const choice = choices[index];
    changing.current?.abort();
    wanted.value = index;
    if (choice === undefined || index === shown.value) return;
    const off = new AbortController();
    changing.current = off;
    const { kind, url } = choice;
    const changed = await changeQuality(party, { ...video, kind, url }, off.signal);
    if (off.signal.aborted) return;
    if (changed === 'done') {
      shown.value = index;
      onChanged();
    } else {
      wanted.value = shown.value;
      toast(words[changed], 'trouble');
    }
  };
  const isThere = party.media.length.value?.video === video.id;
  useEffect(() => {
    const height = Number.parseInt(recall(localStorage, KEY) ?? '', 10);
    if (isThere) void change(fitting(choices, usual, Number.isNaN(height) ? null : height));
  }, [isThere]);
  useEffect(() => () => changing.current?.abort(), []);
  if (choices.length < 2) return null;
  return (
    <Mine mark={words.mark}>
      <select
        class={wanted.value === shown.value ? 'control speed' : 'control speed pending'}
        aria-label={words.label}
        title={words.label}
        aria-busy={wanted.value !== shown.value}
        data-testid="quality"
        value={String(wanted.value)}
        onChange={(event) => {
          const index = Number(event.currentTarget.value);
          keep(localStorage, KEY, String(choices[index]?.height ?? ''));
          void change(index);
        }}
      >
        {choices.map(({ label, url }, index) => (
          <option key={url} value={String(index)}>
            {label}
          </option>
        ))}
      </select>
    </Mine>
  );
}
