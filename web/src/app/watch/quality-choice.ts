/** Which qualities of a video there are to choose from, what they are called, and which one fits the last choice. Pure. */
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
  const labels = new Map<string, number>();
  return all.flatMap(({ kind: told, url, height, name }) => {
    const kind = KINDS.find((known) => known === told);
    if (kind === undefined) return [];
    const label = labelOf(kind, height, name);
    const count = (labels.get(label) ?? 0) + 1;
    labels.set(label, count);
    return [{ label: count === 1 ? label : words.numbered(label, count), height, kind, url }];
  });
}

function labelOf(kind: VideoKind, height: number | null, name: string | null): string {
  if (height !== null) return words.height(height);
  if (name !== null) return name;
  return kind === 'file' ? words.unnamed : words.automatic;
}

/** The best that is no higher than what was chosen last; what everybody has where nothing was chosen, or nothing fits. */
export function fitting(choices: readonly Choice[], usual: number, heightMax: number | null): number {
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
