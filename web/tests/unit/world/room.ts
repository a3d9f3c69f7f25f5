/** A room on virtual time: pages with clocks, networks and players of their own, and the real client code in each. */
import { SyncEngine, type SyncOptions, type Timeline } from '../../../src/client';
import { ClockReading } from '../../../src/client/clock-reading';
import { Heartbeat } from '../../../src/client/heartbeat';
import type { ClientFrame } from '../../../src/client/socket';
import { positionAt } from '../../../src/client/timeline';
import { seeded, timeline } from '../support';
import { ModelPlayer, type PlayerModel, SOUND } from './model-player';
import { type PageClock, VirtualTime } from './time';

export interface Place {
  readonly baseMs: number;
  readonly jitterMs: number;
  readonly skewPpm: number;
  readonly offsetMs: number;
}

/** The places of the benchmark: same house, same country, mobile, another continent. */
export const PLACES: readonly Place[] = [
  { baseMs: 3, jitterMs: 1, skewPpm: 0, offsetMs: 0 },
  { baseMs: 25, jitterMs: 8, skewPpm: 40, offsetMs: 420_000 },
  { baseMs: 60, jitterMs: 15, skewPpm: -50, offsetMs: -180_000 },
  { baseMs: 120, jitterMs: 40, skewPpm: 80, offsetMs: 1_860_000 },
];

const EPOCH_MS = 1_700_000_000_000;
const SAMPLE_MS = 50;
const LEAD_MS = 420;

export class Page implements PageClock {
  timerMs = 4;
  /** The machine slept: the monotonic clock stood meanwhile. */
  sleptMs = 0;
  readonly player: ModelPlayer;
  readonly engine: SyncEngine;
  readonly heartbeat: Heartbeat;
  readonly clock = new ClockReading(() => this.heartbeat.wake());
  timeline: Timeline;
  private upFreeAt = 0;
  private downFreeAt = 0;

  constructor(
    private readonly room: Room,
    readonly place: Place,
    model: PlayerModel,
    options: SyncOptions,
  ) {
    const { time } = room;
    this.timeline = room.timeline;
    this.player = new ModelPlayer(time, model, room.random);
    this.heartbeat = new Heartbeat({
      send: (frame) => {
        if (frame.type === 'ping') this.ping(frame);
        return true;
      },
      onSilence: () => {},
      onMeasured: (measured) => this.clock.take(measured),
    });
    this.engine = new SyncEngine(
      { timeline: () => this.timeline, now: () => this.serverNow(), speed: () => 1 },
      () => {},
      options,
    );
    time.as(this, () => {
      this.heartbeat.start();
      this.engine.use(this.player);
      this.engine.start();
    });
  }

  monotonicMs(trueMs: number): number {
    return (trueMs - this.sleptMs) * (1 + this.place.skewPpm * 1e-6) + this.place.offsetMs;
  }

  wallMs(trueMs: number): number {
    return EPOCH_MS + trueMs * (1 + this.place.skewPpm * 1e-6) + this.place.offsetMs;
  }

  hear(news: Timeline): void {
    this.down(() => {
      this.timeline = news;
      this.engine.tick();
    });
  }

  /** Positive is behind. */
  get errorMs(): number {
    return (positionAt(this.room.timeline, this.room.serverNow) - this.player.truth) * 1000;
  }

  private serverNow(): number | null {
    const estimate = this.clock.now();
    return estimate === null ? null : performance.now() + estimate.offsetMs;
  }

  private ping({ id, t1 }: Extract<ClientFrame, { type: 'ping' }>): void {
    const { time } = this.room;
    this.upFreeAt = Math.max(this.upFreeAt, time.now + this.delay());
    time.as(null, () =>
      time.after(this.upFreeAt - time.now, () => {
        const t2 = this.room.serverNow;
        this.down(() => this.heartbeat.onPong({ type: 'pong', id, t1, t2, t3: t2 }));
      }),
    );
  }

  private down(action: () => void): void {
    const { time } = this.room;
    this.downFreeAt = Math.max(this.downFreeAt, time.now + this.delay());
    time.as(null, () => time.after(this.downFreeAt - time.now, () => time.as(this, action)));
  }

  private delay(): number {
    return this.place.baseMs - Math.log(1 - this.room.random()) * this.place.jitterMs;
  }
}

/** What was seen on one beat: each page's error. */
export interface Seen {
  /** Since the timeline's start. */
  readonly sinceMs: number;
  readonly errorsMs: readonly number[];
  readonly spreadMs: number;
}

export class Room {
  readonly time = new VirtualTime();
  readonly random: () => number;
  readonly pages: Page[] = [];
  timeline: Timeline = timeline({ at: EPOCH_MS, length: 3_600 });

  constructor(seed: number) {
    this.random = seeded(seed);
    this.time.install();
  }

  get serverNow(): number {
    return EPOCH_MS + this.time.now;
  }

  add(place: Place, model: PlayerModel = SOUND, options: SyncOptions = {}): Page {
    const page = new Page(this, place, model, options);
    this.pages.push(page);
    return page;
  }

  play(position = positionAt(this.timeline, this.serverNow)): void {
    this.tell({ status: 'playing', position, at: this.serverNow + LEAD_MS });
  }

  pause(): void {
    const at = this.serverNow;
    this.tell({ status: 'paused', position: positionAt(this.timeline, at), at });
  }

  /** Lets time pass and looks on every beat. */
  watch(ms: number): Seen[] {
    const seen: Seen[] = [];
    for (let waited = 0; waited < ms; waited += SAMPLE_MS) {
      this.time.runFor(SAMPLE_MS);
      const errorsMs = this.pages.map((page) => page.errorMs);
      const spreadMs = Math.max(...errorsMs) - Math.min(...errorsMs);
      seen.push({ sinceMs: this.serverNow - this.timeline.at, errorsMs, spreadMs });
    }
    return seen;
  }

  private tell(part: Partial<Timeline>): void {
    this.timeline = { ...this.timeline, ...part, rev: this.timeline.rev + 1 };
    for (const page of this.pages) page.hear(this.timeline);
  }
}
