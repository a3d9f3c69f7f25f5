/** DASH through dash.js: no browser plays it by itself. A chunk of its own, loaded when needed. */
import { type ErrorEvent as DashError, MediaPlayer, type MediaPlayerClass } from 'dashjs';
import { ElementPlayer } from './html5';
import type { PlayerFailure } from './player';

/** Codes of dash.js for a browser, or a manifest, that nothing can be done about. */
const NOT_SUPPORTED: readonly number[] = [10, 23, 24, 31, 32, 34, 35];

export class DashPlayer extends ElementPlayer {
  private dash: MediaPlayerClass | null = null;

  static supported(): boolean {
    return 'MediaSource' in globalThis || 'ManagedMediaSource' in globalThis;
  }

  override load(url: string): void {
    this.dash?.destroy();
    this.failed = null;
    const dash = MediaPlayer().create();
    dash.updateSettings({
      debug: { logLevel: 0 },
      // The rate is the engine's alone.
      streaming: { liveCatchup: { enabled: false }, buffer: { bufferToKeep: 60 } },
    });
    dash.on(MediaPlayer.events.ERROR, (event) => this.onDashError(event as DashError));
    dash.initialize(this.video, url, false);
    // A live stream that names no clock is timed by this device's: nobody else is asked.
    dash.clearDefaultUTCTimingSources();
    this.dash = dash;
  }

  override destroy(): void {
    this.dash?.destroy();
    this.dash = null;
    super.destroy();
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
