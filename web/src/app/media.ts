/** A video on the page that follows a timeline: the player, the engine that drives it, and what the page shows of both. */
import { computed, signal } from '@preact/signals';
import type {
  FailureReason,
  Player,
  PlayerChoice,
  Probe,
  SyncSource,
  SyncState,
  TimeRange,
  Video,
} from '../client';
import {
  absoluteUrl,
  Device,
  type DriftProfile,
  elementFor,
  isEmbedded,
  playerFor,
  probe,
  profileOf,
  reasonOf,
  SAFARI,
  SEEKS_ONLY,
  SyncEngine,
  siteOf,
  streaming,
  VIMEO,
  YOUTUBE,
} from '../client';
import { leavesFor } from './embedded';
import { keep, recall } from './identity';

export interface Failure {
  readonly reason: FailureReason;
  readonly site: string | null;
  readonly url: string;
  /** It will be tried again without anybody asking. */
  readonly retrying: boolean;
}

/** Failures that may pass by themselves, and how long to wait before each try. */
const PASSING: readonly FailureReason[] = ['network', 'server_error'];
const RETRY_AFTER_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/** The video to be seen, and where. */
interface Shown {
  readonly video: Video;
  readonly place: HTMLElement;
  element: HTMLElement;
  /** What the others play, where it is played from elsewhere here. */
  readonly usual?: Video;
}

/** A video that is shown soon. */
interface Prepared {
  readonly video: Video;
  readonly element: HTMLElement;
  player: Player | null;
}

const SILENT: Probe = { kind: 'silent' };

const VOLUME_KEY = 'sameframe.volume';
const MUTED_KEY = 'sameframe.muted';

export const PROFILE = profileOf(navigator.userAgent);

/** Through hls.js everybody chooses a quality. Safari plays HLS by itself: there hls.js has less to work with. */
export const HLS: PlayerChoice = { forceHlsJs: PROFILE !== SAFARI };

const device = new Device({
  recall: (key) => recall(localStorage, key),
  keep: (key, value) => keep(localStorage, key, value),
});

export class Media {
  readonly sync = signal<SyncState>({
    rev: null,
    phase: 'idle',
    driftMs: null,
    settled: false,
    silenced: false,
  });
  /** Parts of it for the page to draw: the drift beside them changes twenty times a second. */
  readonly phase = computed(() => this.sync.value.phase);
  readonly silenced = computed(() => this.sync.value.silenced);
  readonly failure = signal<Failure | null>(null);
  /** From where the video is played here, where the others play it from elsewhere. */
  readonly exchanged = signal<string | null>(null);
  readonly buffered = signal<readonly TimeRange[]>([]);
  /** The length of the video on screen, as the player found. */
  readonly length = signal<{ video: string; seconds: number } | null>(null);
  readonly volume = signal(storedVolume());
  readonly muted = signal(recall(localStorage, MUTED_KEY) === 'yes');
  /** What plays the video on screen. */
  readonly plays = signal<Player | null>(null);
  readonly engine: SyncEngine;
  private shown: Shown | null = null;
  private prepared: Prepared | null = null;
  private turn = 0;
  private tries = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(source: SyncSource) {
    const onState = (state: SyncState) => {
      this.sync.value = state;
    };
    this.engine = new SyncEngine(source, onState, { profile: PROFILE, device });
  }

  /** Puts a video in its place; the same one again changes nothing. */
  show(video: Video, place: HTMLElement): void {
    if (this.shown?.video.id === video.id && this.shown.place === place) return;
    const isSame = this.shown?.place === place && isEmbedded(this.shown.video) === isEmbedded(video);
    const element = isSame && this.shown !== null ? this.shown.element : newElement(video);
    if (element.parentElement !== place) place.replaceChildren(element);
    this.shown = { video, place, element };
    this.exchanged.value = null;
    this.retry();
  }

  /** Loads a video that is shown soon, on an element beside the picture; null where none is. */
  prepare(video: Video | null): void {
    if (video?.id === this.prepared?.video.id) return;
    this.prepared?.player?.destroy();
    this.prepared = null;
    if (video === null || isEmbedded(video) || video.id === this.shown?.video.id) return;
    const url = absoluteUrl(video, location.origin);
    if (siteOf({ url, kind: video.kind }) !== null) return;
    const prepared: Prepared = { video, element: newElement(video), player: null };
    this.prepared = prepared;
    void playerFor(video, prepared.element, HLS).then((player) => {
      if (this.prepared !== prepared) return player.destroy();
      prepared.player = player;
      player.setMuted(true);
      player.load(url);
    });
  }

  /** Plays the video on screen from elsewhere, for this page alone, by a player that has it ready. */
  exchange(video: Video, { element, player }: { element: HTMLElement; player: Player }): void {
    const { shown, player: before } = this;
    if (shown?.video.id !== video.id) return player.destroy();
    const usual = shown.usual ?? shown.video;
    const { place } = shown;
    this.shown = video.url === usual.url ? { video, place, element } : { video, place, element, usual };
    this.exchanged.value = video.url === usual.url ? null : video.url;
    this.turn += 1;
    this.tries = 0;
    clearTimeout(this.retryTimer);
    this.failure.value = null;
    place.replaceChildren(element);
    this.attach(player, video);
    before?.destroy();
  }

  /** Tries the video that failed once more. */
  retry(): void {
    this.tries = 0;
    this.failure.value = null;
    void this.load();
  }

  /** Null where a site's own player shows the video. */
  get element(): HTMLVideoElement | null {
    const element = this.shown?.element;
    return element instanceof HTMLVideoElement ? element : null;
  }

  /** The id of the video that is to be seen, whether it can be played or not. */
  get shownVideo(): string | null {
    return this.shown?.video.id ?? null;
  }

  /** The id of the video that the player has. */
  get video(): string | null {
    return this.player === null ? null : (this.shown?.video.id ?? null);
  }

  position(): number | null {
    return this.player?.position ?? null;
  }

  /** How many seconds are loaded ahead. */
  bufferedAhead(): number {
    const at = this.position() ?? 0;
    const range = this.player?.buffered.find(({ from, to }) => from <= at + 0.1 && to >= at);
    return range === undefined ? 0 : range.to - at;
  }

  /** There was a gesture: sound is allowed. */
  unblock(): void {
    this.engine.unblock();
    this.player?.setMuted(this.muted.value);
  }

  /** Any gesture of the user allows sound. */
  unblockIfSilent(): void {
    if (this.sync.value.silenced || this.sync.value.phase === 'blocked') this.unblock();
  }

  setVolume(volume: number): void {
    this.volume.value = Math.min(Math.max(volume, 0), 1);
    keep(localStorage, VOLUME_KEY, String(this.volume.value));
    this.player?.setVolume(this.volume.value);
    const silent = this.muted.value || this.sync.value.silenced;
    if (this.volume.value > 0 && silent) this.setMuted(false);
  }

  setMuted(muted: boolean): void {
    this.muted.value = muted;
    keep(localStorage, MUTED_KEY, muted ? 'yes' : 'no');
    if (!muted && this.sync.value.silenced) this.unblock();
    else this.player?.setMuted(muted || this.sync.value.silenced);
  }

  destroy(): void {
    this.turn += 1;
    clearTimeout(this.retryTimer);
    this.engine.stop();
    this.release();
    this.prepare(null);
    this.shown = null;
  }

  private get player(): Player | null {
    return this.plays.peek();
  }

  private async load(): Promise<void> {
    const { shown } = this;
    if (shown === null || leavesFor(shown.video)) return;
    this.turn += 1;
    const { turn } = this;
    clearTimeout(this.retryTimer);
    this.release();
    const url = absoluteUrl(shown.video, location.origin);
    const site = siteOf({ url, kind: shown.video.kind });
    if (site !== null) {
      this.failure.value = { reason: 'site', site, url, retrying: false };
      return;
    }
    const ready = this.takePrepared(shown);
    const player = ready ?? (await playerFor(shown.video, shown.element, HLS));
    if (turn !== this.turn) return player.destroy();
    if (ready === null) player.load(url);
    this.attach(player, shown.video);
  }

  private attach(player: Player, video: Video): void {
    this.plays.value = player;
    player.listen((event) => {
      if (event === 'error') void this.onError(player, video);
      else this.onChange(player, video);
    });
    player.setVolume(this.volume.value);
    player.setMuted(this.muted.value || this.sync.value.silenced);
    this.engine.use(player, profileFor(video));
    this.engine.start();
    // What has loaded already tells nothing any more.
    this.onChange(player, video);
  }

  /** Takes over the player that has this video already, with its element. */
  private takePrepared(shown: Shown): Player | null {
    const { prepared } = this;
    if (prepared?.video.id !== shown.video.id) return null;
    const { player, element } = prepared;
    // Safari lets an element play with sound that was touched; a new one starts silent. Its cache has the video now.
    const isUsable = player !== null && player.failure === null && PROFILE !== SAFARI;
    if (!isUsable) {
      this.prepare(null);
      return null;
    }
    this.prepared = null;
    shown.place.replaceChildren(element);
    shown.element = element;
    return player;
  }

  private release(): void {
    this.engine.use(null);
    this.player?.destroy();
    this.plays.value = null;
    this.buffered.value = [];
  }

  private onChange(player: Player, video: Video): void {
    this.buffered.value = player.buffered;
    // Not only on the beat: others may be waiting until this player has arrived.
    this.engine.tick();
    if (player.ready && this.failure.value !== null) {
      this.failure.value = null;
      this.tries = 0;
    }
    const seconds = player.length;
    const known = this.length.value;
    const isNews = known?.video !== video.id || (known.seconds !== seconds && this.exchanged.value === null);
    if (seconds !== null && isNews) {
      this.length.value = { video: video.id, seconds };
    }
  }

  /** What was played here in its place cannot be played any more. */
  private playUsual(video: Video): void {
    if (this.shown === null) return;
    const { place, element } = this.shown;
    this.shown = { video, place, element };
    this.exchanged.value = null;
    this.retry();
  }

  private async onError(player: Player, video: Video): Promise<void> {
    const { failure } = player;
    if (failure === null || player !== this.player) return;
    const url = absoluteUrl(video, location.origin);
    // What a site's player does not say, its pages do not say either.
    const found = isEmbedded(video) ? SILENT : await probe(url);
    if (player !== this.player) return;
    const reason = reasonOf(failure, { url, kind: video.kind }, location, found);
    const waitMs = PASSING.includes(reason) ? RETRY_AFTER_MS[this.tries] : undefined;
    if (waitMs === undefined && this.shown?.usual !== undefined) return this.playUsual(this.shown.usual);
    this.tries += 1;
    const site = siteOf({ url, kind: video.kind });
    this.failure.value = { reason, site, url, retrying: waitMs !== undefined };
    if (waitMs !== undefined) this.retryTimer = setTimeout(() => void this.load(), waitMs);
  }
}

export function newElement(video: Video): HTMLElement {
  const element = elementFor(video);
  element.className = isEmbedded(video) ? 'video embed' : 'video';
  element.dataset.testid = 'video';
  if (element instanceof HTMLVideoElement) element.disableRemotePlayback = true;
  return element;
}

function profileFor({ kind }: Video): DriftProfile {
  switch (kind) {
    case 'hls':
    case 'dash':
      return streaming(PROFILE);
    case 'youtube':
      return YOUTUBE;
    case 'vimeo':
      return VIMEO;
    case 'dailymotion':
    case 'twitch':
      return SEEKS_ONLY;
    case 'file':
      return PROFILE;
  }
}

function storedVolume(): number {
  const stored = Number.parseFloat(recall(localStorage, VOLUME_KEY) ?? '1');
  return stored >= 0 && stored <= 1 ? stored : 1;
}
