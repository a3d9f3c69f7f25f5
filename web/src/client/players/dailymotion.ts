/** Dailymotion through its player library (developers.dailymotion.com/reference). */

import { randomId } from '../intents';
import type { OpenSite, Remote, Told } from './embed';
import { loadSiteScript } from './site-script';

const SCRIPT = 'https://geo.dailymotion.com/libs/player.js';
/** Codes of videos that are no more. */
const GONE: readonly string[] = ['DM002', 'DM005', 'DM007'];

interface State {
  readonly videoTime?: number;
  readonly videoDuration?: number;
  readonly playerError?: { readonly code?: string } | null;
}

interface DailymotionPlayer {
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  setMute(muted: boolean): void;
  setVolume(volume: number): void;
  on(event: string | undefined, listener: (state: State) => void): void;
  destroy(): void;
}

interface Dailymotion {
  createPlayer?(id: string, options: object): Promise<DailymotionPlayer>;
  readonly events?: Readonly<Record<string, string>>;
  onScriptLoaded?: () => void;
}

type Page = typeof globalThis & { dailymotion?: Dailymotion };

/** The library may need a moment after its script has run, and calls this name then. */
async function dailymotionApi(): Promise<Required<Dailymotion>> {
  const page: Page = globalThis;
  await new Promise<void>((ready, failed) => {
    page.dailymotion ??= { onScriptLoaded: ready };
    loadSiteScript(SCRIPT).then(() => {
      if (page.dailymotion?.createPlayer !== undefined) ready();
    }, failed);
  });
  return page.dailymotion as Required<Dailymotion>;
}

export const openDailymotion: OpenSite = async (place, url, told) => {
  const { createPlayer, events } = await dailymotionApi();
  const frame = document.createElement('div');
  frame.id = `dailymotion-${randomId()}`;
  place.replaceChildren(frame);
  const video = new URL(url).pathname.split('/').at(-1);
  const player = await createPlayer(frame.id, { video });
  let position = 0;
  const on = (name: string, tell?: () => void) =>
    player.on(events[name], (state) => {
      position = state.videoTime ?? position;
      if (state.videoDuration !== undefined) told.length(state.videoDuration);
      tell?.();
    });
  listen(on, told);
  player.on(events.PLAYER_ERROR, ({ playerError }) => {
    told.failed({ kind: GONE.includes(playerError?.code ?? '') ? 'gone' : 'not_embeddable' });
  });
  const remote: Remote = {
    position: () => position,
    play: () => player.play(),
    pause: () => player.pause(),
    seek: (to) => player.seek(to),
    setRate: () => {},
    setMuted: (muted) => player.setMute(muted),
    setVolume: (volume) => player.setVolume(volume),
    close: () => player.destroy(),
  };
  return remote;
};

function listen(on: (name: string, tell?: () => void) => void, told: Told): void {
  on('VIDEO_TIMECHANGE');
  on('VIDEO_DURATIONCHANGE');
  on('VIDEO_SEEKEND');
  on('VIDEO_PLAYING', () => told.state('playing'));
  on('VIDEO_PAUSE', () => told.state('paused'));
  on('VIDEO_BUFFERING', () => told.state('waiting'));
  on('VIDEO_END', () => told.state('ended'));
  on('AD_START', () => told.state('interrupted'));
  on('AD_END', () => told.state('playing'));
}
