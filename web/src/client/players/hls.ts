/** HLS through hls.js, for browsers that do not play it by themselves. A chunk of its own, loaded when needed. */
import type { ErrorData } from 'hls.js';
import Hls from 'hls.js/light';
import { ElementPlayer } from './html5';
import type { PlayerFailure } from './player';

const MEDIA_RECOVERIES_MAX = 2;

export class HlsPlayer extends ElementPlayer {
  private hls: Hls | null = null;
  private recoveries = 0;

  static supported(): boolean {
    return Hls.isSupported();
  }

  override load(url: string): void {
    this.hls?.destroy();
    this.failed = null;
    this.recoveries = 0;
    const hls = new Hls({ enableWorker: true, backBufferLength: 60 });
    hls.on(Hls.Events.ERROR, (_, data) => this.onHlsError(hls, data));
    hls.loadSource(url);
    hls.attachMedia(this.video);
    this.hls = hls;
  }

  override destroy(): void {
    this.hls?.destroy();
    this.hls = null;
    super.destroy();
  }

  private onHlsError(hls: Hls, data: ErrorData): void {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && this.recoveries < MEDIA_RECOVERIES_MAX) {
      this.recoveries += 1;
      hls.recoverMediaError();
      return;
    }
    this.fail(failureOf(data));
  }
}

function failureOf(data: ErrorData): PlayerFailure {
  if (data.type === Hls.ErrorTypes.MEDIA_ERROR) return { kind: 'decode' };
  if (data.type !== Hls.ErrorTypes.NETWORK_ERROR) return { kind: 'not_supported' };
  const status = data.response?.code;
  return status === undefined || status === 0 ? { kind: 'network' } : { kind: 'network', status };
}
