/** HLS through hls.js. A chunk of its own, loaded when needed. */
import Hls, { type ErrorData } from 'hls.js';
import type { Level } from './levels';
import type { PlayerFailure } from './player';
import { StreamPlayer } from './stream';

const MEDIA_RECOVERIES_MAX = 2;
/** So many pieces of the chosen level in a row may fail to load: the first may have been the line. */
const TROUBLES_MAX = 1;
const AUTOMATIC = -1;
const WITHOUT_TEXTS = {
  enableWebVTT: false,
  enableIMSC1: false,
  enableCEA708Captions: false,
  renderTextTracksNatively: false,
};

export class HlsPlayer extends StreamPlayer {
  readonly lingers = false;
  private hls: Hls | null = null;
  private recoveries = 0;
  private troubles = 0;

  static supported(): boolean {
    return Hls.isSupported();
  }

  get all(): readonly Level[] {
    return (this.hls?.levels ?? []).flatMap(({ height, bitrate, videoCodec, audioCodec }, index) => {
      const hasPicture = height > 0 || videoCodec !== undefined || audioCodec === undefined;
      return hasPicture ? [{ id: String(index), height: height > 0 ? height : null, bitrate }] : [];
    });
  }

  get shown(): string | null {
    return idOf(this.hls?.currentLevel);
  }

  get chosen(): string | null {
    return idOf(this.hls?.manualLevel);
  }

  choose(level: Level | null): void {
    if (this.hls === null) return;
    this.troubles = 0;
    this.hls.nextLevel = level === null ? AUTOMATIC : Number(level.id);
    this.tell('levels');
  }

  override destroy(): void {
    this.hls?.destroy();
    this.hls = null;
    super.destroy();
  }

  protected open(url: string, from: number | null): void {
    this.hls?.destroy();
    this.recoveries = 0;
    // What goes on for ever has no length. Subtitles are those that the server knows of.
    const hls = new Hls({
      ...WITHOUT_TEXTS,
      // Everybody would be elsewhere.
      enableInterstitialPlayback: false,
      enableWorker: true,
      backBufferLength: 60,
      liveDurationInfinity: true,
      startPosition: from ?? -1,
    });
    const { ERROR, FRAG_BUFFERED, MANIFEST_PARSED, LEVELS_UPDATED, LEVEL_SWITCHED } = Hls.Events;
    for (const news of [MANIFEST_PARSED, LEVELS_UPDATED, LEVEL_SWITCHED] as const) {
      hls.on(news, () => this.tell('levels'));
    }
    hls.on(FRAG_BUFFERED, () => {
      this.troubles = 0;
    });
    hls.on(ERROR, (_, data) => this.onHlsError(hls, url, data));
    hls.loadSource(url);
    hls.attachMedia(this.video);
    this.hls = hls;
  }

  private onHlsError(hls: Hls, url: string, data: ErrorData): void {
    if (!data.fatal) return this.onTrouble(hls, data);
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && this.recoveries < MEDIA_RECOVERIES_MAX) {
      this.recoveries += 1;
      hls.recoverMediaError();
      return;
    }
    const failure = failureOf(data);
    const isClosed = failure.kind === 'network' && failure.status === undefined;
    if (isClosed && this.video.buffered.length === 0) {
      // Its place may not let other sites read it; browsers that play HLS by themselves do not ask.
      if (this.video.canPlayType('application/vnd.apple.mpegurl') !== '') {
        hls.destroy();
        this.hls = null;
        return this.openNatively(url);
      }
    }
    this.fail(failure);
  }

  /** hls.js tries again, and leaves the level in the end; whoever chose it does not wait for as long. */
  private onTrouble(hls: Hls, data: ErrorData): void {
    const { kind, status } = { status: undefined, ...failureOf(data) };
    const isAnswered = kind === 'network' && status !== undefined;
    const isOfLevel = isAnswered || data.details === Hls.ErrorDetails.FRAG_PARSING_ERROR;
    if (isOfLevel) this.troubles += 1;
    if (this.troubles > TROUBLES_MAX && hls.manualLevel !== AUTOMATIC) this.choose(null);
    else if (isOfLevel) this.tell('levels');
  }
}

function idOf(index: number | undefined): string | null {
  return index === undefined || index === AUTOMATIC ? null : String(index);
}

function failureOf(data: ErrorData): PlayerFailure {
  if (data.type === Hls.ErrorTypes.MEDIA_ERROR) return { kind: 'decode' };
  if (data.type !== Hls.ErrorTypes.NETWORK_ERROR) return { kind: 'not_supported' };
  const status = data.response?.code;
  return status === undefined || status === 0 ? { kind: 'network' } : { kind: 'network', status };
}
