/** In which level of a stream the video is watched here. Nobody else notices. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { SAFARI, type Video } from '../../client';
import { PROFILE } from '../media';
import { qualityText as words } from '../text-quality';
import { toast } from '../toasts';
import { changeQuality } from './changing-quality';
import { automaticLabel, type LevelChoice, levelChoices } from './level-choice';
import type { Party } from './party';
import { QualityMenu } from './QualityMenu';
import { fitting } from './quality-choice';
import { useLevels } from './use-levels';
import { wantedHeight } from './wanted-height';

const AUTOMATIC = { label: words.automatic, height: null, level: null };

/**
 * The player goes over by itself, or another one does so beside the picture. The last choice holds for the next video too.
 */
export function LevelMenu({ party, video }: { party: Party; video: Video }) {
  const { media } = party;
  const levels = useLevels(media, video.id);
  const choices = levelChoices(levels?.all ?? []);
  const withAutomatic = [AUTOMATIC, ...choices];
  const indexOf = (id: string | null) => withAutomatic.findIndex(({ level }) => (level?.id ?? null) === id);
  /** The index of what is loaded beside the picture. */
  const coming = useSignal<number | null>(null);
  const changing = useRef<AbortController | null>(null);
  /** What was asked for, until it is known to have broken. */
  const asked = useRef<string | null>(null);
  const change = async (index: number) => {
    changing.current?.abort();
    coming.value = null;
    const level = withAutomatic[index]?.level ?? null;
    asked.current = level?.id ?? null;
    const isBeside =
      levels?.lingers === true &&
      levels.shown !== level?.id &&
      // It is measured by its length. In Safari only an element that was touched may play with sound.
      party.length.value !== null &&
      PROFILE !== SAFARI;
    if (!isBeside) return levels?.choose(level);
    const off = new AbortController();
    changing.current = off;
    coming.value = index;
    const changed = await changeQuality(party, video, off.signal, level);
    if (off.signal.aborted) return;
    coming.value = null;
    if (changed === 'done') return;
    asked.current = levels.chosen;
    toast(words[changed], 'trouble');
  };
  useRemembered(choices, (index) => void change(index));
  useEffect(() => () => changing.current?.abort(), []);
  // It gave way by itself.
  const chosen = choices.length === 0 ? undefined : (levels?.chosen ?? null);
  useEffect(() => {
    // Not as it was drawn: the last choice has just been made, maybe.
    if (levels === null || levels.all.length === 0 || levels.chosen !== null) return;
    if (asked.current === null || coming.value !== null) return;
    asked.current = null;
    toast(words.failed, 'trouble');
  }, [chosen]);
  if (choices.length === 0) return null;
  const automatic = chosen === null ? automaticLabel(choices, levels?.shown ?? null) : words.automatic;
  return (
    <QualityMenu
      labels={[automatic, ...choices.map(({ label }) => label)]}
      value={coming.value ?? Math.max(indexOf(chosen ?? null), 0)}
      isPending={coming.value !== null}
      onChoose={(index) => {
        wantedHeight.keep(withAutomatic[index]?.height);
        void change(index);
      }}
    />
  );
}

/** Once, when there is something to choose from: what breaks later is not chosen again. */
function useRemembered(choices: readonly LevelChoice[], choose: (index: number) => void): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (choices.length === 0 || isDone.current) return;
    isDone.current = true;
    const index = fitting([AUTOMATIC, ...choices], 0, wantedHeight.recall());
    if (index > 0) choose(index);
  }, [choices.length]);
}
