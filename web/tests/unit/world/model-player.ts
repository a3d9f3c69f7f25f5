/** A media element as measured in Chromium: it starts late, loses time in a seek, and may ignore small rates. */
import type { Player } from '../../../src/client';
import type { VirtualTime } from './time';

export interface PlayerModel {
  /** From `play()` to motion, in milliseconds: the first time, after a seek, and otherwise. */
  readonly firstMs: number;
  readonly coldMs: number;
  readonly warmMs: number;
  /** How long it says that it seeks, and how long it stands after that while it should play. */
  readonly seekMs: number;
  readonly seekLossMs: number;
  /** With the pitch kept, rates closer to 1 than this are played as 1. */
  readonly deadRate: number;
  /** How far the sound card's clock is off, in millionths. */
  readonly sinkPpm: number;
  /** The position is told in steps of this. */
  readonly stepMs: number;
  /** Whether there is any; there is unless it says otherwise. */
  readonly sound?: boolean;
  /** The only rates it plays; others are ignored. */
  readonly rates?: readonly number[];
  /** Up to this much more for each start and seek. */
  readonly jitterMs: number;
}

export const SOUND: PlayerModel = {
  firstMs: 130,
  coldMs: 75,
  warmMs: 4,
  seekMs: 20,
  seekLossMs: 75,
  deadRate: 0.00104,
  sinkPpm: 0,
  stepMs: 4.2,
  jitterMs: 12,
};

export class ModelPlayer implements Player {
  readonly length = 3_600;
  readonly buffered = [];
  readonly failure = null;
  readonly hasSound: boolean;
  paused = true;
  ended = false;
  ready = true;
  seeks = 0;
  rateWrites = 0;
  private at = 0;
  private since = 0;
  private rate = 1;
  private keepPitch = true;
  private seekUntil = 0;
  private next: 'firstMs' | 'coldMs' | 'warmMs' = 'firstMs';

  constructor(
    private readonly time: VirtualTime,
    readonly model: PlayerModel,
    private readonly random: () => number,
  ) {
    this.hasSound = model.sound ?? true;
  }

  /** Where it really is. */
  get truth(): number {
    const now = this.time.now;
    if (this.paused || !this.ready || now < this.since) return this.at;
    return this.at + ((now - this.since) * this.played()) / 1000;
  }

  get position(): number {
    const step = this.model.stepMs / 1000;
    const { truth } = this;
    return this.paused || step === 0 || this.time.now < this.since ? truth : Math.floor(truth / step) * step;
  }

  get seeking(): boolean {
    return this.time.now < this.seekUntil;
  }

  async play(): Promise<void> {
    if (!this.paused) return;
    this.paused = false;
    this.since = Math.max(this.time.now, this.seekUntil) + this.model[this.next] + this.jitter();
    this.next = 'warmMs';
  }

  pause(): void {
    this.settle();
    this.paused = true;
  }

  seek(position: number): void {
    this.seeks += 1;
    this.at = position;
    this.seekUntil = this.time.now + this.model.seekMs;
    this.since = this.seekUntil + this.model.seekLossMs + this.jitter();
    if (this.paused && this.next === 'warmMs') this.next = 'coldMs';
  }

  setRate(rate: number, keepPitch: boolean): void {
    if (this.model.rates?.includes(rate) === false) return;
    if (rate !== this.rate) this.rateWrites += 1;
    this.settle();
    this.rate = rate;
    this.keepPitch = keepPitch;
  }

  /** No data for a while. */
  starve(starving: boolean): void {
    this.settle();
    this.ready = !starving;
    this.since = Math.max(this.since, this.time.now);
  }

  load(): void {}
  setMuted(): void {}
  setVolume(): void {}
  listen(): () => void {
    return () => {};
  }
  destroy(): void {}

  private settle(): void {
    this.at = this.truth;
    this.since = Math.max(this.since, this.time.now);
  }

  private played(): number {
    const ignored = this.keepPitch && Math.abs(this.rate - 1) < this.model.deadRate;
    return (ignored ? 1 : this.rate) * (1 + this.model.sinkPpm * 1e-6);
  }

  private jitter(): number {
    return this.random() * this.model.jitterMs;
  }
}
