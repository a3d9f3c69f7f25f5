/** Vimeo: its player takes messages (developer.vimeo.com/player/sdk), so no script of the site comes into the page. */
import type { OpenSite, Remote, Told } from './embed';

const ORIGIN = 'https://player.vimeo.com';
const EVENTS = ['playing', 'pause', 'ended', 'timeupdate', 'seeked', 'bufferstart', 'bufferend', 'error'];

interface Message {
  readonly event?: string;
  readonly method?: string;
  readonly value?: unknown;
  readonly data?: { readonly seconds?: number; readonly duration?: number; readonly name?: string };
}

export const openVimeo: OpenSite = (place, url, told) => {
  const frame = document.createElement('iframe');
  frame.src = addressOf(url);
  frame.allow = 'autoplay; encrypted-media; fullscreen';
  const off = new AbortController();
  const ask = (method: string, value?: unknown) =>
    frame.contentWindow?.postMessage({ method, value }, ORIGIN);
  let position = 0;
  let isPlaying = false;
  let ready: (remote: Remote) => void = () => {};
  const opened = new Promise<Remote>((resolve) => {
    ready = resolve;
  });
  const remote: Remote = {
    position: () => position,
    play: () => ask('play'),
    pause: () => ask('pause'),
    seek: (to) => ask('setCurrentTime', to),
    setRate: (rate) => ask('setPlaybackRate', rate),
    setMuted: (muted) => ask('setMuted', muted),
    setVolume: (volume) => ask('setVolume', volume),
    close: () => off.abort(),
  };
  addEventListener(
    'message',
    ({ origin, source, data }) => {
      if (origin !== ORIGIN || source !== frame.contentWindow) return;
      const message = messageOf(data);
      position = message.data?.seconds ?? position;
      if (message.data?.duration !== undefined) told.length(message.data.duration);
      if (message.method === 'getDuration' && typeof message.value === 'number') told.length(message.value);
      if (message.event === 'ready') {
        for (const event of EVENTS) ask('addEventListener', event);
        ask('getDuration');
        ready(remote);
      } else isPlaying = tell(message, told, isPlaying);
    },
    { signal: off.signal },
  );
  place.replaceChildren(frame);
  return opened;
};

/** Returns whether it plays: the end of buffering says nothing of it. */
function tell({ event, data }: Message, told: Told, isPlaying: boolean): boolean {
  if (event === 'playing' || (event === 'bufferend' && isPlaying)) told.state('playing');
  else if (event === 'pause' || event === 'bufferend') told.state('paused');
  else if (event === 'bufferstart') told.state('waiting');
  else if (event === 'ended') told.state('ended');
  else if (event === 'error' && data?.name === 'NotAllowedError') told.blocked();
  else if (event === 'error' && data?.name === 'PrivacyError') told.failed({ kind: 'not_embeddable' });
  else if (event === 'error' && data?.name === 'PasswordError') told.failed({ kind: 'not_embeddable' });
  else if (event === 'error' && data?.name === 'NotFoundError') told.failed({ kind: 'gone' });
  if (event === 'playing') return true;
  return isPlaying && event !== 'pause' && event !== 'ended';
}

function messageOf(data: unknown): Message {
  try {
    const message: unknown = typeof data === 'string' ? JSON.parse(data) : data;
    return typeof message === 'object' && message !== null ? (message as Message) : {};
  } catch {
    return {};
  }
}

/** `https://vimeo.com/{id}`, with what opens it behind that where it is not listed. */
function addressOf(url: string): string {
  const [id = '', unlisted] = new URL(url).pathname.split('/').filter((part) => part !== '');
  const address = new URL(`/video/${id}`, ORIGIN);
  const wanted = { h: unlisted, controls: '0', keyboard: '0', playsinline: '1', dnt: '1' };
  for (const [name, value] of Object.entries(wanted)) if (value) address.searchParams.set(name, value);
  return address.href;
}
