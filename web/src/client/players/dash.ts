/** DASH through dash.js: no browser plays it by itself. A chunk of its own, loaded when needed. */
import {
  type ErrorEvent as DashError,
  MediaPlayer,
  type MediaPlayerClass,
  type QualityChangeRenderedEvent,
} from 'dashjs';
import type { Level } from './levels';
import type { PlayerFailure } from './player';
import { StreamPlayer } from './stream';

/** Codes of dash.js for a browser, or a manifest, that nothing can be done about. */
const NOT_SUPPORTED: readonly number[] = [10, 23, 24, 31, 32, 34, 35];

export class DashPlayer extends StreamPlayer {
  all: readonly Level[] = [];
  shown: string | null = null;
  private pinned: Level | null = null;
  private dash: MediaPlayerClass | null = null;

  static supported(): boolean {
    return 'MediaSource' in globalThis || 'ManagedMediaSource' in globalThis;
  }

  get chosen(): string | null {
    return this.pinned?.id ?? null;
  }

  /** dash.js replaces what has loaded by something better at times, and by something lesser never. */
  get lingers(): boolean {
    return this.video.buffered.length > 0;
  }

  /** What is chosen before `load` is what it begins with. */
  choose(level: Level | null): void {
    this.pinned = level;
    this.dash?.updateSettings({ streaming: { abr: { autoSwitchBitrate: { video: level === null } } } });
    if (level !== null && this.all.length > 0) this.dash?.setRepresentationForTypeById('video', level.id);
    this.tell('levels');
  }

  override destroy(): void {
    this.dash?.destroy();
    this.dash = null;
    super.destroy();
  }

  protected open(url: string, from: number | null): void {
    this.dash?.destroy();
    this.all = [];
    this.shown = null;
    const dash = MediaPlayer().create();
    const { pinned } = this;
    dash.updateSettings({
      debug: { logLevel: 0 },
      streaming: {
        // The rate is the engine's alone.
        liveCatchup: { enabled: false },
        buffer: { bufferToKeep: 60 },
        abr: {
          autoSwitchBitrate: { video: pinned === null },
          initialBitrate: { video: pinned === null ? -1 : pinned.bitrate / 1000 },
        },
      },
    });
    const { ERROR, PERIOD_SWITCH_COMPLETED, QUALITY_CHANGE_RENDERED, STREAM_INITIALIZED } =
      MediaPlayer.events;
    dash.on(ERROR, (event) => this.onDashError(event as DashError));
    for (const news of [STREAM_INITIALIZED, PERIOD_SWITCH_COMPLETED]) {
      dash.on(news, () => this.onLevels(dash));
    }
    dash.on(QUALITY_CHANGE_RENDERED, (event) => {
      const { mediaType, newRepresentation } = event as QualityChangeRenderedEvent;
      if (mediaType !== 'video') return;
      this.shown = newRepresentation.id;
      this.tell('levels');
    });
    dash.initialize(this.video, url, false, from ?? Number.NaN);
    // A live stream that names no clock is timed by this device's: nobody else is asked.
    dash.clearDefaultUTCTimingSources();
    this.dash = dash;
  }

  /** The next part of a stream may have others, and then the choice is up. */
  private onLevels(dash: MediaPlayerClass): void {
    this.all = dash.getRepresentationsByType('video').map(({ id, height, bandwidth }) => ({
      id,
      height: height > 0 ? height : null,
      bitrate: bandwidth,
    }));
    const { pinned } = this;
    const same = this.all.find(({ id }) => id === pinned?.id);
    const alike = () => this.all.find(({ height }) => height !== null && height === pinned?.height);
    this.choose(same ?? alike() ?? null);
  }

  private onDashError({ error }: DashError): void {
    this.fail(failureOf(error));
  }
}

/** dash.js tells most errors as an object with the request in it, and some as a word. */
function failureOf(error: DashError['error']): PlayerFailure {
  if (typeof error === 'string') return { kind: 'network' };
  const { code, data } = error as { code?: number; data?: { response?: { status?: number } | null } | null };
  if (code !== undefined && NOT_SUPPORTED.includes(code)) return { kind: 'not_supported' };
  const status = data?.response?.status;
  return status === undefined || status === 0 ? { kind: 'network' } : { kind: 'network', status };
}
