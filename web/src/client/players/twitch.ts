/** Twitch through its embed library (dev.twitch.tv/docs/embed/video-and-clips). */

import { randomId } from '../intents';
import type { OpenSite, Remote } from './embed';
import { loadSiteScript } from './site-script';

const SCRIPT = 'https://player.twitch.tv/js/embed/v1.js';

interface TwitchPlayer {
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  setMuted(muted: boolean): void;
  setVolume(volume: number): void;
  getCurrentTime(): number;
  getDuration(): number;
  addEventListener(event: string, listener: () => void): void;
}

interface TwitchApi {
  readonly Player: new (id: string, options: object) => TwitchPlayer;
}

type Page = typeof globalThis & { Twitch?: TwitchApi };

export const openTwitch: OpenSite = async (place, url, told) => {
  await loadSiteScript(SCRIPT);
  const { Twitch } = globalThis as Page;
  if (Twitch === undefined) throw new Error('the script of Twitch has brought no player');
  const what = wantedBy(url);
  const frame = document.createElement('div');
  frame.id = `twitch-${randomId()}`;
  place.replaceChildren(frame);
  const options = {
    parent: [location.hostname],
    width: '100%',
    height: '100%',
    autoplay: false,
    controls: false,
  };
  const player = new Twitch.Player(frame.id, { ...options, ...what });
  const live = what.channel === undefined ? null : new LiveEdge();
  const on = (event: string, tell: () => void) => player.addEventListener(event, tell);
  on('playing', () => {
    live?.run();
    if (live === null) told.length(player.getDuration());
    told.state('playing');
  });
  on('pause', () => {
    live?.stop();
    told.state('paused');
  });
  on('ended', () => told.state('ended'));
  on('offline', () => {
    if (live !== null) told.failed({ kind: 'offline' });
  });
  on('playbackBlocked', () => told.blocked());
  await new Promise<void>((ready) => on('ready', ready));
  if (live === null) told.length(player.getDuration());
  const remote: Remote = {
    position: () => live?.position ?? player.getCurrentTime(),
    play: () => player.play(),
    pause: () => player.pause(),
    seek: (position) => (live === null ? player.seek(position) : live.put(position)),
    setRate: () => {},
    setMuted: (muted) => player.setMuted(muted),
    setVolume: (volume) => player.setVolume(volume),
    close: () => place.replaceChildren(),
  };
  return remote;
};

/** Everybody sees what is live, whatever the timeline says: so that is where it stands, and it moves as time does. */
class LiveEdge {
  private from = 0;
  private since: number | null = null;

  get position(): number {
    return this.since === null ? this.from : this.from + (performance.now() - this.since) / 1000;
  }

  put(position: number): void {
    this.from = position;
    if (this.since !== null) this.since = performance.now();
  }

  run(): void {
    this.since ??= performance.now();
  }

  stop(): void {
    this.from = this.position;
    this.since = null;
  }
}

/** `https://www.twitch.tv/videos/{id}` or `https://www.twitch.tv/{channel}`. */
function wantedBy(url: string): { video?: string; channel?: string } {
  const [first = '', id] = new URL(url).pathname.split('/').filter((part) => part !== '');
  return first === 'videos' ? { video: `v${id}` } : { channel: first };
}
