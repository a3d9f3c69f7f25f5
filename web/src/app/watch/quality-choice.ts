/** Which sources of a video there are to choose from, what they are called, and which one fits the last choice. Pure. */
import type { Video, VideoKind, VideoQuality } from '../../client';
import { qualityText as words } from '../text-quality';

export interface Choice {
  readonly label: string;
  readonly height: number | null;
  readonly kind: VideoKind;
  readonly url: string;
}

const KINDS: readonly VideoKind[] = ['file', 'hls', 'dash'];

/** The one that everybody has is among them. */
export function choicesOf(video: Pick<Video, 'kind' | 'url'>, qualities: readonly VideoQuality[]): Choice[] {
  const usual = { kind: video.kind, url: video.url, height: null, name: words.unnamed };
  const all = qualities.some(({ url }) => url === video.url) ? qualities : [usual, ...qualities];
  const choices = all.flatMap(({ kind: told, url, height, name }) => {
    const kind = KINDS.find((known) => known === told);
    return kind === undefined ? [] : [{ label: labelOf(kind, height, name), height, kind, url }];
  });
  const labels = numbered(choices.map(({ label }) => label));
  return choices.map((choice, index) => ({ ...choice, label: labels[index] ?? choice.label }));
}

/** What reads the same as one before gets a number. */
export function numbered(labels: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return labels.map((label) => {
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    return count === 1 ? label : words.numbered(label, count);
  });
}

function labelOf(kind: VideoKind, height: number | null, name: string | null): string {
  if (height !== null) return words.height(height);
  if (name !== null) return name;
  return kind === 'file' ? words.unnamed : words.automatic;
}

/** The best that is no higher than what was chosen last; what everybody has where nothing was chosen, or nothing fits. */
export function fitting(
  choices: readonly Pick<Choice, 'height'>[],
  usual: number,
  heightMax: number | null,
): number {
  let best = usual;
  let found = 0;
  if (heightMax === null) return usual;
  for (const [index, { height }] of choices.entries()) {
    if (height === null || height > heightMax || height <= found) continue;
    best = index;
    found = height;
  }
  return best;
}
