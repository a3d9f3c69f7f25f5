/** Chooses the player for a video. The heavy ones are loaded here, when they are needed. */
import type { Video, VideoKind } from '../generated/protocol';
import type { OpenSite } from './embed';
import { ElementPlayer } from './html5';
import type { Player } from './player';

export type { FailureReason, Probe } from './failure';
export { probe, reasonOf, siteOf } from './failure';
export type { Level, Levels } from './levels';
export type { Player, PlayerEvent, PlayerFailure, TimeRange } from './player';

export interface PlayerChoice {
  /** Uses hls.js where the browser could do without. */
  readonly forceHlsJs?: boolean;
}

const HLS_TYPE = 'application/vnd.apple.mpegurl';

/** The sites whose videos play in a player of their own, in a frame. */
const SITES: Readonly<Partial<Record<VideoKind, () => Promise<OpenSite>>>> = {
  youtube: async () => (await import('./youtube')).openYoutube,
  vimeo: async () => (await import('./vimeo')).openVimeo,
  dailymotion: async () => (await import('./dailymotion')).openDailymotion,
  twitch: async () => (await import('./twitch')).openTwitch,
};

/** Whether a video plays in a frame of its site, and so needs a page that lets frames in. */
export function isEmbedded({ kind }: Pick<Video, 'kind'>): boolean {
  return SITES[kind] !== undefined;
}

/** Returns where the video is; a path alone is on this server. */
export function absoluteUrl(video: Pick<Video, 'url'>, origin: string): string {
  return new URL(video.url, origin).href;
}

/** Makes the element that a player for this video needs. */
export function elementFor(video: Pick<Video, 'kind'>): HTMLElement {
  return document.createElement(isEmbedded(video) ? 'div' : 'video');
}

/** Makes a player on `element` that is ready for `load`; the element is one that was made for such a video. */
export async function playerFor(
  video: Pick<Video, 'kind'>,
  element: HTMLElement,
  choice: PlayerChoice = {},
): Promise<Player> {
  const site = SITES[video.kind];
  if (site !== undefined) {
    const [{ EmbedPlayer }, open] = await Promise.all([import('./embed'), site()]);
    return new EmbedPlayer(element, open);
  }
  if (!(element instanceof HTMLVideoElement)) throw new TypeError('this video needs an element of its own');
  if (video.kind === 'hls' && (choice.forceHlsJs || element.canPlayType(HLS_TYPE) === '')) {
    const { HlsPlayer } = await import('./hls');
    if (HlsPlayer.supported()) return new HlsPlayer(element);
  }
  if (video.kind === 'dash') {
    const { DashPlayer } = await import('./dash');
    if (DashPlayer.supported()) return new DashPlayer(element);
  }
  return new ElementPlayer(element);
}
