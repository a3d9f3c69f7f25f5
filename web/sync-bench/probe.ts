/**
 * What runs in each page and its worker, before the app: it bends the clock that the app sees, and notes by the true one.
 *
 * The ruler: a socket of its own straight to the server, undelayed, pinged by the unbent clock. The exchange of least
 * delay gives the server's time; its error is at most half of that delay (`boundMs`). The estimator under test is not
 * asked: its samples are only copied.
 */

export interface Bend {
  /** How much faster the page's clock runs, in millionths. */
  readonly skewPpm: number;
  readonly offsetMs: number;
}

export interface Sight {
  /** True server time in milliseconds. */
  readonly at: number;
  /** The time by the page's bent clock. */
  readonly local: number;
  readonly position: number;
  readonly paused: boolean;
  readonly rate: number;
  /** The position by the frame that is on screen; null where none came lately. */
  readonly frame: number | null;
}

export interface Exchange {
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly t4: number;
}

export interface Motion {
  readonly rev: number;
  readonly status: 'playing' | 'paused';
  readonly position: number;
  readonly rate: number;
  readonly at: number;
}

export interface Sought {
  /** True server time in milliseconds. */
  readonly at: number;
  readonly to: number;
}

export interface Notes {
  readonly sights: Sight[];
  /** What the app's own clock estimate is made of. */
  readonly pongs: Exchange[];
  readonly motions: Motion[];
  readonly seeks: Sought[];
  rateWrites: number;
  boundMs: number;
}

export interface Probe {
  /** Begins to measure, by a live socket of a session of the ruler's own. */
  rule(url: string, token: string): void;
  readonly notes: Notes;
}

/** Playwright sends this function as text: it uses nothing from outside. */
export function installProbe({ skewPpm, offsetMs }: Bend): void {
  const EVERY_MS = 50;
  const Socket = WebSocket;
  const later = window.setTimeout.bind(window);
  const trueNow = performance.now.bind(performance);
  const wallNow = Date.now.bind(Date);
  const bent = (ms: number) => ms * (1 + skewPpm * 1e-6) + offsetMs;
  const notes: Notes = { sights: [], pongs: [], motions: [], seeks: [], rateWrites: 0, boundMs: Infinity };

  let offset = 0;

  performance.now = () => bent(trueNow());
  Date.now = () => Math.round(wallNow() + bent(trueNow()) - trueNow());
  const video = HTMLVideoElement.prototype;
  const onFrame = video.requestVideoFrameCallback;
  video.requestVideoFrameCallback = function (callback) {
    return onFrame.call(this, (now, frame) => {
      const { presentationTime, expectedDisplayTime } = frame;
      callback(bent(now), {
        ...frame,
        presentationTime: bent(presentationTime),
        expectedDisplayTime: bent(expectedDisplayTime),
      });
    });
  };
  /** What the app's worker runs first: the same bend by its own clock, and its pongs and timelines told to the page. */
  const bendWorker = (ppm: number, ms: number) => {
    const Heard = WebSocket;
    const told = new BroadcastChannel('probe');
    const unbent = performance.now.bind(performance);
    const wall = Date.now.bind(Date);
    const bend = (at: number) => at * (1 + ppm * 1e-6) + ms;
    performance.now = () => bend(unbent());
    Date.now = () => Math.round(wall() + bend(unbent()) - unbent());
    globalThis.WebSocket = class extends Heard {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener('message', (message) => {
          const t4 = performance.now();
          const frame = JSON.parse(String(message.data));
          const isNews = frame.type === 'pong' || (frame.timeline !== undefined && frame.timeline !== null);
          if (isNews) told.postMessage({ frame, t4, origin: performance.timeOrigin });
        });
      }
    };
  };
  new BroadcastChannel('probe').onmessage = ({ data: { frame, t4, origin } }) => {
    if (frame.type !== 'pong') return void notes.motions.push(frame.timeline);
    // In Chromium both origins come from one clock, so their difference is that of the clocks.
    const ahead = (performance.timeOrigin - origin) * (1 + skewPpm * 1e-6);
    notes.pongs.push({ t1: frame.t1 - ahead, t2: frame.t2, t3: frame.t3, t4: t4 - ahead });
  };
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      const bending = `(${bendWorker})(${skewPpm}, ${offsetMs})`;
      // Imports run in their order, and both before the first message is heard.
      const script = [`data:text/javascript,${encodeURIComponent(bending)}`, String(url)]
        .map((source) => `import ${JSON.stringify(source)};`)
        .join('');
      super(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), options);
    }
  };
  const onSeek = ({ target }: Event) => {
    if (target instanceof HTMLVideoElement)
      notes.seeks.push({ at: trueNow() + offset, to: target.currentTime });
  };
  document.addEventListener('seeking', onSeek, true);
  document.addEventListener('ratechange', () => (notes.rateWrites += 1), true);

  const rule = (url: string, token: string) => {
    const socket = new Socket(url, 'sameframe.v1');
    let sent = 0;
    const ping = () => {
      socket.send(JSON.stringify({ type: 'ping', id: sent, t1: trueNow() }));
      sent += 1;
      setTimeout(ping, sent < 12 ? 50 : 1_000);
    };
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', token }));
    socket.onmessage = (message) => {
      const t4 = trueNow();
      const frame = JSON.parse(String(message.data));
      if (frame.type === 'welcome') ping();
      if (frame.type !== 'pong') return;
      const boundMs = (t4 - frame.t1 - (frame.t3 - frame.t2)) / 2;
      if (boundMs > notes.boundMs) return;
      notes.boundMs = boundMs;
      offset = (frame.t2 - frame.t1 + (frame.t3 - t4)) / 2;
    };
    sample();
  };
  /** On the same beats of the server's time in every page. */
  const sample = () => {
    const element = document.querySelector('video');
    const now = trueNow();
    if (element !== null && notes.boundMs < Infinity) {
      const { currentTime: position, paused, playbackRate: rate } = element;
      const frame = framePosition(element, now);
      notes.sights.push({ at: now + offset, local: bent(now), position, paused, rate, frame });
    }
    later(sample, EVERY_MS - ((trueNow() + offset) % EVERY_MS));
  };
  let shown = { position: 0, at: -Infinity };
  const framed = new WeakSet<HTMLVideoElement>();
  const framePosition = (element: HTMLVideoElement, now: number): number | null => {
    const next = () => {
      onFrame.call(element, (_, { mediaTime, expectedDisplayTime }) => {
        shown = { position: mediaTime, at: expectedDisplayTime };
        next();
      });
    };
    if (!framed.has(element)) next();
    framed.add(element);
    return now - shown.at > 100 ? null : shown.position + ((now - shown.at) / 1000) * element.playbackRate;
  };
  Object.assign(window, { probe: { rule, notes } satisfies Probe });
}
