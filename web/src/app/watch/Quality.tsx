/** From which of its sources the video is watched here. Nobody else notices. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { SAFARI, type Video, type VideoQuality } from '../../client';
import { PROFILE } from '../media';
import { qualityText as words } from '../text-quality';
import { toast } from '../toasts';
import { changeQuality } from './changing-quality';
import type { Party } from './party';
import { QualityMenu } from './QualityMenu';
import { choicesOf, fitting } from './quality-choice';
import { wantedHeight } from './wanted-height';

interface QualityProps {
  party: Party;
  /** As everybody plays it. */
  video: Video;
  qualities: readonly VideoQuality[];
}

/**
 * The last choice holds for the next video too. Not in Safari: there only an element that was touched may play with sound, so the
 * picture could not be changed without the others having to wait.
 */
export function Quality({ party, video, qualities }: QualityProps) {
  const { media } = party;
  const choices = useMemo(() => choicesOf(video, qualities), [video.url, qualities]);
  const playing = media.exchanged.value ?? video.url;
  const shown = Math.max(
    choices.findIndex(({ url }) => url === playing),
    0,
  );
  const wanted = useSignal<number | null>(null);
  const changing = useRef<AbortController | null>(null);
  const change = async (index: number) => {
    const choice = choices[index];
    changing.current?.abort();
    wanted.value = null;
    if (choice === undefined || index === shown) return;
    const off = new AbortController();
    changing.current = off;
    wanted.value = index;
    const { kind, url } = choice;
    const changed = await changeQuality(party, { ...video, kind, url }, off.signal);
    if (off.signal.aborted) return;
    wanted.value = null;
    if (changed !== 'done') toast(words[changed], 'trouble');
  };
  // What it is measured by, and a place to be loaded from, it has with its length.
  const isOffered = PROFILE !== SAFARI && choices.length > 1 && party.length.value !== null;
  const isThere = isOffered && media.length.value?.video === video.id;
  useEffect(() => {
    if (isThere) void change(fitting(choices, shown, wantedHeight.recall()));
  }, [isThere]);
  useEffect(() => () => changing.current?.abort(), []);
  // It gave way by itself to what the others watch.
  const before = useRef(media.exchanged.value);
  useEffect(() => {
    if (before.current !== null && media.exchanged.value === null && wanted.value === null) {
      toast(words.failed, 'trouble');
    }
    before.current = media.exchanged.value;
  }, [media.exchanged.value]);
  if (!isOffered) return null;
  return (
    <QualityMenu
      labels={choices.map(({ label }) => label)}
      value={wanted.value ?? shown}
      isPending={wanted.value !== null}
      onChoose={(index) => {
        wantedHeight.keep(choices[index]?.height);
        void change(index);
      }}
    />
  );
}
