/** A `<video>` element that plays a file, or a stream that the browser knows by itself. */
import type { Player, PlayerEvent, PlayerFailure, TimeRange } from './player';

/** What some browsers tell beyond the standard. */
type Decoded = HTMLVideoElement & {
  readonly mozHasAudio?: boolean;
  readonly webkitAudioDecodedByteCount?: number;
};

const HAVE_CURRENT_DATA = 2;
/** Enough data for the current frame and the next. */
const HAVE_FUTURE_DATA = 3;
const CHANGES = [
  'play',
  'playing',
  'pause',
  'waiting',
  'stalled',
  'seeking',
  'seeked',
  'canplay',
  'progress',
];

export class ElementPlayer implements Player {
  protected failed: PlayerFailure | null = null;
  private readonly listeners = new Set<(event: PlayerEvent) => void>();
  private readonly off = new AbortController();

  constructor(protected readonly video: HTMLVideoElement) {
    const { signal } = this.off;
    video.playsInline = true;
    video.preload = 'auto';
    for (const name of CHANGES) video.addEventListener(name, () => this.tell('changed'), { signal });
    video.addEventListener('durationchange', () => this.tell('length'), { signal });
    video.addEventListener('ended', () => this.tell('ended'), { signal });
    video.addEventListener('error', () => this.onElementError(), { signal });
  }

  get position(): number {
    return this.video.currentTime;
  }

  get length(): number | null {
    const { duration } = this.video;
    return Number.isFinite(duration) && duration > 0 ? duration : null;
  }

  get paused(): boolean {
    return this.video.paused;
  }

  get seeking(): boolean {
    return this.video.seeking;
  }

  get ended(): boolean {
    return this.video.ended;
  }

  /** Chromium and Safari count what they have decoded, Firefox says it. */
  get hasSound(): boolean | null {
    const video: Decoded = this.video;
    if (video.readyState < HAVE_CURRENT_DATA) return null;
    if (video.mozHasAudio !== undefined) return video.mozHasAudio;
    return video.webkitAudioDecodedByteCount === undefined ? null : video.webkitAudioDecodedByteCount > 0;
  }

  get ready(): boolean {
    return this.video.readyState >= HAVE_FUTURE_DATA;
  }

  get buffered(): readonly TimeRange[] {
    const { buffered } = this.video;
    return Array.from({ length: buffered.length }, (_, i) => ({
      from: buffered.start(i),
      to: buffered.end(i),
    }));
  }

  get failure(): PlayerFailure | null {
    return this.failed;
  }

  load(url: string): void {
    this.failed = null;
    this.video.src = url;
    this.video.load();
  }

  play(): Promise<void> {
    return this.video.play();
  }

  pause(): void {
    this.video.pause();
  }

  seek(position: number): void {
    this.video.currentTime = position;
  }

  setRate(rate: number, keepPitch: boolean): void {
    if (this.video.preservesPitch !== keepPitch) this.video.preservesPitch = keepPitch;
    if (this.video.playbackRate !== rate) this.video.playbackRate = rate;
  }

  setMuted(muted: boolean): void {
    this.video.muted = muted;
  }

  setVolume(volume: number): void {
    this.video.volume = volume;
  }

  listen(listener: (event: PlayerEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  destroy(): void {
    this.off.abort();
    this.listeners.clear();
    this.video.removeAttribute('src');
    this.video.load();
  }

  protected fail(failure: PlayerFailure): void {
    this.failed = failure;
    this.tell('error');
  }

  protected onElementError(): void {
    const code = this.video.error?.code;
    if (code === MediaError.MEDIA_ERR_NETWORK) this.fail({ kind: 'network' });
    else if (code === MediaError.MEDIA_ERR_DECODE) this.fail({ kind: 'decode' });
    else this.fail({ kind: 'not_supported' });
  }

  protected tell(event: PlayerEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}
