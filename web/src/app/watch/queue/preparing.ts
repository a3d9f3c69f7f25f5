/**
 * What this page does for what comes next: loads the next video shortly before it begins, finds out how long its own videos
 * are, and says when it cannot play what is on screen. Nothing of it on a connection that is to be spared.
 */
import type { Command, QueueItem, View } from '../../../client';
import { absoluteUrl, nextOf, siteOf, wantedStatus } from '../../../client';
import type { Media } from '../../media';

/** So long before the end the next one is loaded at the latest. */
const BEFORE_END_S = 20;
/** Once all of this one is loaded the line is free, but a video that is hours away would only fill the memory. */
const BEFORE_END_WHEN_LOADED_S = 120;
const MEASURE_WITHIN_MS = 15_000;
/** How often a page says that it cannot play what is on screen, until the next one is announced. */
const CANNOT_PLAY_EVERY_MS = 3_000;

export interface Outlook {
  /** How much is left of what is on screen; null while nobody knows. */
  readonly leftS: number | null;
  readonly isLoaded: boolean;
  readonly isAnnounced: boolean;
  readonly sparesData: boolean;
}

/** Whether the next video is to be loaded now. */
export function isTime({ leftS, isLoaded, isAnnounced, sparesData }: Outlook): boolean {
  if (sparesData) return false;
  if (isAnnounced) return true;
  return leftS !== null && leftS <= (isLoaded ? BEFORE_END_WHEN_LOADED_S : BEFORE_END_S);
}

export class Preparing {
  private readonly measured = new Set<number>();
  private measuring = false;
  private complainedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly media: Media,
    private readonly view: () => View,
    private readonly ask: (command: Command) => Promise<unknown>,
  ) {}

  /** To be called often: decides what there is to do. */
  look(position: number): void {
    this.prepare(position);
    this.complain();
    void this.measure();
  }

  private prepare(position: number): void {
    const { queue, timeline } = this.view();
    const next = nextOf(queue, true);
    const leftS = timeline.length === undefined ? null : timeline.length - position;
    const isLoaded = leftS !== null && this.media.bufferedAhead() >= leftS - 1;
    const outlook = { leftS, isLoaded, isAnnounced: queue.announced !== null, sparesData: sparesData() };
    const isAnother = next !== null && next.video.id !== timeline.video;
    this.media.prepare(isAnother && isTime(outlook) ? next.video : null);
  }

  private complain(): void {
    const view = this.view();
    const { failure } = this.media;
    const isHopeless = failure.value !== null && !failure.value.retrying;
    const { items, announced, on_screen } = view.queue;
    if (!isHopeless || announced !== null || items.length === 0 || wantedStatus(view) === 'paused') return;
    if (on_screen.video.id !== this.media.shownVideo) return;
    const now = performance.now();
    if (now - this.complainedAt < CANNOT_PLAY_EVERY_MS) return;
    this.complainedAt = now;
    void this.ask({ type: 'queue_cannot_play', item: on_screen.id });
  }

  /** One after the other, each once: only what this member has added, so that not everybody asks for everything. */
  private async measure(): Promise<void> {
    if (this.measuring || sparesData()) return;
    const { queue, me } = this.view();
    const isOpen = ({ id, by, length, video }: QueueItem) =>
      by === me.id && length === null && video.kind === 'file' && !this.measured.has(id);
    const item = queue.items.find(isOpen);
    if (item === undefined) return;
    this.measured.add(item.id);
    this.measuring = true;
    const length = await lengthOf(absoluteUrl(item.video, location.origin));
    this.measuring = false;
    if (length !== null) await this.ask({ type: 'queue_measure', item: item.id, length });
  }
}

/** Looks only at the beginning of a file. */
async function lengthOf(url: string): Promise<number | null> {
  if (siteOf({ url, kind: 'file' }) !== null) return null;
  const video = document.createElement('video');
  video.preload = 'metadata';
  video.muted = true;
  const seconds = await new Promise<number>((found) => {
    const timer = setTimeout(() => found(Number.NaN), MEASURE_WITHIN_MS);
    const end = () => {
      clearTimeout(timer);
      found(video.duration);
    };
    video.addEventListener('loadedmetadata', end, { once: true });
    video.addEventListener('error', end, { once: true });
    video.src = url;
  });
  video.removeAttribute('src');
  video.load();
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

/** Whether the browser was told to spare data. */
function sparesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}
