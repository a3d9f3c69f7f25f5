/** Which levels of a stream there are to choose from, and what they are called. Pure. */
import type { Level } from '../../client';
import { qualityText as words } from '../text-quality';
import { numbered } from './quality-choice';

/** A stream that has more says something else than how good it is. */
const CHOICES_MAX = 40;

export interface LevelChoice {
  readonly label: string;
  readonly height: number | null;
  readonly level: Level;
}

/** The best first. One level alone is no choice. */
export function levelChoices(levels: readonly Level[]): LevelChoice[] {
  if (levels.length < 2) return [];
  const best = [...levels].sort(
    (one, other) => (other.height ?? 0) - (one.height ?? 0) || other.bitrate - one.bitrate,
  );
  const counts = new Map<number | null, number>();
  for (const { height } of best) counts.set(height, (counts.get(height) ?? 0) + 1);
  const shown = best.slice(0, CHOICES_MAX);
  const labels = numbered(shown.map((level) => labelOf(level, counts.get(level.height) === 1)));
  return shown.map((level, index) => ({ label: labels[index] ?? '', height: level.height, level }));
}

function labelOf({ height, bitrate }: Level, isAlone: boolean): string {
  if (height === null) return bitrate > 0 ? words.bitrate(bitrate) : words.unnamed;
  if (isAlone || bitrate <= 0) return words.height(height);
  return words.heightAt(height, bitrate);
}

/** What choosing nothing is called, with what it comes to just now. */
export function automaticLabel(choices: readonly LevelChoice[], shown: string | null): string {
  const now = choices.find(({ level }) => level.id === shown);
  return now === undefined ? words.automatic : words.automaticNow(now.label);
}
