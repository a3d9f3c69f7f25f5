/** Chooses the player for a video. The heavy ones are loaded here, when they are needed. */
import type { Video } from '../generated/protocol';
import { ElementPlayer } from './html5';
import type { Player } from './player';

export type { FailureReason, Probe } from './failure';
export { probe, reasonOf, siteOf } from './failure';
export type { Player, PlayerEvent, PlayerFailure, TimeRange } from './player';

export interface PlayerChoice {
  /** Uses hls.js where the browser could do without. */
  readonly forceHlsJs?: boolean;
}

const HLS_TYPE = 'application/vnd.apple.mpegurl';

/** Returns where the video is; a path alone is on this server. */
export function absoluteUrl(video: Pick<Video, 'url'>, origin: string): string {
  return new URL(video.url, origin).href;
}

/** Makes a player on `element` that is ready for `load`. */
export async function playerFor(
  video: Pick<Video, 'kind'>,
  element: HTMLVideoElement,
  choice: PlayerChoice = {},
): Promise<Player> {
  if (video.kind === 'hls' && (choice.forceHlsJs || element.canPlayType(HLS_TYPE) === '')) {
    const { HlsPlayer } = await import('./hls');
    if (HlsPlayer.supported()) return new HlsPlayer(element);
  }
  return new ElementPlayer(element);
}
