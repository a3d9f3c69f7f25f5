/** Vimeo, Dailymotion and Twitch as a test needs them: the documented names, on a clock in place of a video. */
import type { Person } from './person';

/** A minute long; tells each change to `onChange`. */
const CLOCK = `
  class FakeVideo {
    at = 0; since = 0; playing = false;
    constructor(onChange) { this.onChange = onChange; }
    get position() {
      return Math.min(60, this.at + (this.playing ? (performance.now() - this.since) / 1000 : 0));
    }
    put(at) { this.at = at; this.since = performance.now(); }
    play() { this.put(this.position); this.playing = true; this.onChange('play'); }
    pause() { this.put(this.position); this.playing = false; this.onChange('pause'); }
    seek(to) { this.put(to); this.onChange('seek'); }
  }`;

const VIMEO = `<!doctype html><meta charset="utf-8"><script>${CLOCK}
  const tell = (event) =>
    parent.postMessage(JSON.stringify({ event, data: { seconds: video.position, duration: 60 } }), '*');
  const video = new FakeVideo((what) => tell({ play: 'playing', pause: 'pause', seek: 'seeked' }[what]));
  globalThis.fakeVideo = video;
  addEventListener('message', ({ data: { method, value } }) => {
    if (method === 'play') video.play();
    if (method === 'pause') video.pause();
    if (method === 'setCurrentTime') video.seek(value);
  });
  setInterval(() => video.playing && tell('timeupdate'), 250);
  tell('ready');
</script>`;

const DAILYMOTION = `${CLOCK}
  const events = ['VIDEO_TIMECHANGE', 'VIDEO_DURATIONCHANGE', 'VIDEO_SEEKEND', 'VIDEO_PLAYING', 'VIDEO_PAUSE',
    'VIDEO_BUFFERING', 'VIDEO_END', 'AD_START', 'AD_END', 'PLAYER_ERROR'];
  globalThis.dailymotion = {
    events: Object.fromEntries(events.map((name) => [name, name.toLowerCase()])),
    async createPlayer(id, { video: wanted }) {
      const listeners = new Map();
      const tell = (name) =>
        listeners.get(name.toLowerCase())?.({ videoTime: video.position, videoDuration: 60 });
      const video = new FakeVideo((what) =>
        tell({ play: 'VIDEO_PLAYING', pause: 'VIDEO_PAUSE', seek: 'VIDEO_SEEKEND' }[what]));
      globalThis.fakeVideo = video;
      document.getElementById(id).textContent = wanted;
      const timer = setInterval(() => video.playing && tell('VIDEO_TIMECHANGE'), 250);
      return {
        play: () => video.play(), pause: () => video.pause(), seek: (to) => video.seek(to),
        setMute() {}, setVolume() {}, destroy: () => clearInterval(timer),
        on: (name, listener) => listeners.set(name, listener),
      };
    },
  };`;

const TWITCH = `${CLOCK}
  globalThis.Twitch = {
    Player: class {
      listeners = new Map();
      video = new FakeVideo((what) => this.listeners.get({ play: 'playing', pause: 'pause' }[what])?.());
      constructor(id, options) {
        globalThis.fakeVideo = this.video;
        document.getElementById(id).textContent = options.video ?? options.channel;
        setTimeout(() => this.listeners.get('ready')?.(), 50);
      }
      addEventListener(name, listener) { this.listeners.set(name, listener); }
      play() { this.video.play(); }
      pause() { this.video.pause(); }
      seek(to) { this.video.seek(to); }
      setMuted() {}
      setVolume() {}
      getCurrentTime() { return this.video.position; }
      getDuration() { return 60; }
    },
  };`;

/** From now on this person's browser finds them. */
export async function bringSites({ context }: Person): Promise<void> {
  const script = (body: string) => ({ contentType: 'text/javascript', body });
  const page = { contentType: 'text/html', body: VIMEO };
  await context.route('https://player.vimeo.com/**', (route) => route.fulfill(page));
  await context.route('https://geo.dailymotion.com/**', (route) => route.fulfill(script(DAILYMOTION)));
  await context.route('https://player.twitch.tv/**', (route) => route.fulfill(script(TWITCH)));
}

declare const fakeVideo: { readonly position: number; readonly playing: boolean } | undefined;

/** Where the site's player is; null while there is none. */
export async function siteSight({ page }: Person): Promise<{ position: number; playing: boolean } | null> {
  const look = () =>
    typeof fakeVideo === 'undefined' ? null : { position: fakeVideo.position, playing: fakeVideo.playing };
  for (const frame of page.frames()) {
    const sight = await frame.evaluate(look);
    if (sight !== null) return sight;
  }
  return null;
}
