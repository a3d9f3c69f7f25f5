/** YouTube through its IFrame Player API (developers.google.com/youtube/iframe_api_reference). */
import type { OpenSite, Remote, Told } from './embed';
import type { PlayerFailure } from './player';
import { loadSiteScript } from './site-script';

const SCRIPT = 'https://www.youtube.com/iframe_api';
/** Sets no cookies before it plays. */
const HOST = 'https://www.youtube-nocookie.com';

const UNSTARTED = -1;
const CUED = 5;
const STATES: ReadonlyMap<number, Parameters<Told['state']>[0]> = new Map([
  [0, 'ended'],
  [1, 'playing'],
  [2, 'paused'],
  [3, 'waiting'],
]);

interface YoutubePlayer {
  playVideo(): void;
  pauseVideo(): void;
  seekTo(seconds: number, allowSeekAhead: boolean): void;
  cueVideoById(what: { videoId: string; startSeconds: number }): void;
  setPlaybackRate(rate: number): void;
  mute(): void;
  unMute(): void;
  setVolume(percent: number): void;
  getCurrentTime(): number;
  getDuration(): number;
  getPlayerState(): number;
  getVideoData?(): { isLive?: boolean };
  destroy(): void;
}

interface YoutubeApi {
  readonly Player: new (place: HTMLElement, options: object) => YoutubePlayer;
}

type Page = typeof globalThis & { YT?: YoutubeApi; onYouTubeIframeAPIReady?: () => void };

let api: Promise<YoutubeApi> | null = null;

/** The script brings another one, and calls this name when that has come. */
function youtubeApi(): Promise<YoutubeApi> {
  api ??= new Promise<YoutubeApi>((ready, failed) => {
    const page: Page = globalThis;
    page.onYouTubeIframeAPIReady = () => {
      if (page.YT !== undefined) ready(page.YT);
    };
    loadSiteScript(SCRIPT).catch((error: unknown) => {
      api = null;
      failed(error);
    });
  });
  return api;
}

export const openYoutube: OpenSite = async (place, url, told) => {
  const { Player } = await youtubeApi();
  const videoId = new URL(url).searchParams.get('v') ?? '';
  const frame = document.createElement('div');
  place.replaceChildren(frame);
  return new Promise<Remote>((ready) => {
    const player: YoutubePlayer = new Player(frame, {
      host: HOST,
      videoId,
      width: '100%',
      height: '100%',
      playerVars: { controls: 0, disablekb: 1, fs: 0, playsinline: 1, rel: 0, origin: location.origin },
      events: {
        onReady: () => {
          tellLength(player, told);
          ready(remoteOf(player, videoId));
        },
        onStateChange: ({ data }: { data: number }) => {
          tellLength(player, told);
          const state = STATES.get(data);
          if (state !== undefined) told.state(state);
        },
        onAutoplayBlocked: () => told.blocked(),
        onError: ({ data }: { data: number }) => told.failed(failureOf(data)),
      },
    });
  });
};

/** What is live has no length: it tells how long it has gone on. */
function tellLength(player: YoutubePlayer, told: Told): void {
  if (player.getVideoData?.().isLive !== true) told.length(player.getDuration());
}

function remoteOf(player: YoutubePlayer, videoId: string): Remote {
  /** Where a video that has not begun will begin: asked to seek, it would begin at once. */
  let start: number | null = null;
  const hasBegun = () => ![UNSTARTED, CUED].includes(player.getPlayerState());
  return {
    position: () => (start !== null && !hasBegun() ? start : player.getCurrentTime()),
    play: () => player.playVideo(),
    pause: () => {
      if (hasBegun()) player.pauseVideo();
    },
    seek: (position) => {
      if (hasBegun()) return player.seekTo(position, true);
      start = position;
      player.cueVideoById({ videoId, startSeconds: position });
    },
    setRate: (rate) => player.setPlaybackRate(rate),
    setMuted: (muted) => (muted ? player.mute() : player.unMute()),
    setVolume: (volume) => player.setVolume(Math.round(volume * 100)),
    close: () => player.destroy(),
  };
}

function failureOf(code: number): PlayerFailure {
  if (code === 100) return { kind: 'gone' };
  // 153: the site wants to know where its player is shown, and something in this browser keeps that back.
  if (code === 101 || code === 150 || code === 153) return { kind: 'not_embeddable' };
  return { kind: 'not_supported' };
}
