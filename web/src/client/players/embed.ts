/**
 * A player of another site in a frame, steered through what the site offers for that. What all of them have in common is
 * here: they open late, tell their position now and then, and are interrupted by what no timeline knows of.
 */
import type { Player, PlayerEvent, PlayerFailure, TimeRange } from './player';

/** What a site's player tells. */
export interface Told {
  /** What it does; `interrupted` is an advertisement, or whatever else is not the video. */
  state(state: 'playing' | 'paused' | 'waiting' | 'interrupted' | 'ended'): void;
  length(seconds: number): void;
  /** The browser wants a gesture before it plays. */
  blocked(): void;
  failed(failure: PlayerFailure): void;
}

/** What a site's player can be asked for. */
export interface Remote {
  /** Where it is, as told last. */
  position(): number;
  play(): void;
  pause(): void;
  seek(position: number): void;
  /** Sites offer some rates or none; what they do not offer changes nothing. */
  setRate(rate: number): void;
  setMuted(muted: boolean): void;
  setVolume(volume: number): void;
  close(): void;
}

/** Opens a site's player for the video at `url` in `place`, and resolves when it can be asked for something. */
export type OpenSite = (place: HTMLElement, url: string, told: Told) => Promise<Remote>;

/** A player that does not answer by then is not there, or is kept out by something in this browser. */
const OPEN_WITHIN_MS = 20_000;
/** A player that says it plays and does not move for so long shows something else. */
const STUCK_AFTER_MS = 2_000;
/** So long a seek may take before it is believed to have ended somewhere else. */
const SEEK_WITHIN_MS = 5_000;
/** A step to the frame that is shown already changes nothing that could be seen. */
const SMALL_SEEK_MS = 1_000;
/** A player that tells a position so near to its target has arrived. */
const ARRIVED_S = 0.3;
/** A standing player's position is told a little off after a seek: it stands where it was told to. */
const STANDS_S = 0.25;

export class EmbedPlayer implements Player {
  readonly hasSound = true;
  readonly buffered: readonly TimeRange[] = [];
  length: number | null = null;
  paused = true;
  ended = false;
  failure: PlayerFailure | null = null;
  private remote: Remote | null = null;
  private isClosed = false;
  private isWaiting = false;
  private isInterrupted = false;
  private at = 0;
  private told = 0;
  private movedAt = 0;
  private sought: { readonly to: number; readonly from: number; readonly at: number } | null = null;
  private rate = 1;
  private muted = false;
  private volume = 1;
  private asked: { done: () => void; refused: (why: DOMException) => void } | null = null;
  private openTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<(event: PlayerEvent) => void>();

  constructor(
    private readonly place: HTMLElement,
    private readonly open: OpenSite,
  ) {}

  get position(): number {
    this.look();
    return this.sought?.to ?? this.at;
  }

  get seeking(): boolean {
    this.look();
    return this.sought !== null;
  }

  get ready(): boolean {
    this.look();
    return this.remote !== null && !this.isWaiting && !this.place.classList.contains('interrupted');
  }

  load(url: string): void {
    this.openTimer = setTimeout(() => this.fail({ kind: 'network' }), OPEN_WITHIN_MS);
    const told: Told = {
      state: (state) => this.onState(state),
      length: (seconds) => this.onLength(seconds),
      blocked: () => this.onBlocked(),
      failed: (failure) => this.fail(failure),
    };
    this.open(this.place, url, told).then(
      (remote) => this.onOpen(remote),
      () => this.fail({ kind: 'network' }),
    );
  }

  play(): Promise<void> {
    this.paused = false;
    this.ended = false;
    this.movedAt = performance.now();
    this.asked?.done();
    const begun = new Promise<void>((done, refused) => {
      this.asked = { done, refused };
    });
    this.remote?.play();
    return begun;
  }

  pause(): void {
    this.paused = true;
    this.isWaiting = false;
    this.settle();
    this.remote?.pause();
    this.look();
  }

  seek(position: number): void {
    this.ended = false;
    this.sought = { to: position, from: this.told, at: performance.now() };
    this.remote?.seek(position);
  }

  setRate(rate: number): void {
    if (rate === this.rate) return;
    this.rate = rate;
    this.remote?.setRate(rate);
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.remote?.setMuted(muted);
  }

  setVolume(volume: number): void {
    this.volume = volume;
    this.remote?.setVolume(volume);
  }

  listen(listener: (event: PlayerEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  destroy(): void {
    this.isClosed = true;
    clearTimeout(this.openTimer);
    this.listeners.clear();
    this.settle();
    this.remote?.close();
    this.remote = null;
    this.place.classList.remove('interrupted');
    this.place.replaceChildren();
  }

  /** What was asked for while it opened is asked for now. */
  private onOpen(remote: Remote): void {
    clearTimeout(this.openTimer);
    if (this.isClosed || this.failure !== null) return remote.close();
    this.remote = remote;
    this.told = remote.position();
    remote.setMuted(this.muted);
    remote.setVolume(this.volume);
    if (this.rate !== 1) remote.setRate(this.rate);
    if (this.sought !== null) this.seek(this.sought.to);
    this.movedAt = performance.now();
    if (this.paused) remote.pause();
    else remote.play();
    this.tell('changed');
  }

  /** Reads the position, which no event tells often enough, and what follows from it. */
  private look(): void {
    if (this.remote === null) return;
    const now = performance.now();
    const told = this.remote.position();
    if (this.sought !== null) this.arrive(this.sought, told, now);
    if (told !== this.told) this.movedAt = now;
    this.told = told;
    if (!this.paused || Math.abs(told - this.at) >= STANDS_S) this.at = told;
    const isStuck = !this.paused && !this.ended && now - this.movedAt > STUCK_AFTER_MS;
    // Only then can it be clicked on: an advertisement can be skipped, a question answered.
    this.place.classList.toggle('interrupted', this.isInterrupted || isStuck);
  }

  private arrive(sought: { to: number; from: number; at: number }, told: number, now: number): void {
    const waitedMs = now - sought.at;
    const latest = sought.to + ARRIVED_S + (waitedMs / 1000) * this.rate;
    const isNear = told >= sought.to - ARRIVED_S && told <= latest;
    const isElsewhere = waitedMs > SEEK_WITHIN_MS;
    // A small step may be near before it is taken.
    const isTaken = told !== sought.from || Math.abs(told - sought.to) < 0.02 || waitedMs > SMALL_SEEK_MS;
    if (!isElsewhere && !(isNear && isTaken)) return;
    this.sought = null;
    this.movedAt = now;
    this.at = isNear && this.paused ? sought.to : told;
  }

  private onState(state: Parameters<Told['state']>[0]): void {
    this.isWaiting = state === 'waiting';
    this.isInterrupted = state === 'interrupted';
    this.ended = state === 'ended';
    if (state === 'playing') {
      this.paused = false;
      this.movedAt = performance.now();
      this.settle();
    }
    if (state === 'paused') this.paused = true;
    this.tell(state === 'ended' ? 'ended' : 'changed');
  }

  private onLength(seconds: number): void {
    if (!(Number.isFinite(seconds) && seconds > 0) || seconds === this.length) return;
    this.length = seconds;
    this.tell('length');
  }

  private onBlocked(): void {
    this.paused = true;
    this.isWaiting = false;
    this.asked?.refused(new DOMException('the browser wants a gesture first', 'NotAllowedError'));
    this.asked = null;
    this.tell('changed');
  }

  private settle(): void {
    this.asked?.done();
    this.asked = null;
  }

  private fail(failure: PlayerFailure): void {
    if (this.isClosed || this.failure !== null) return;
    clearTimeout(this.openTimer);
    this.failure = failure;
    this.settle();
    this.tell('error');
  }

  private tell(event: PlayerEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}
