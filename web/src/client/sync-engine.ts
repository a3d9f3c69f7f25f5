/**
 * Makes one player follow one timeline. Every 50 ms it compares where the player is with where it should be, and
 * starts, stops, seeks or trims it. It reads the timeline and never changes it; gestures are nobody's business here.
 */
import type { Device } from './device';
import { DriftController } from './drift';
import { CHROMIUM, type DriftProfile, keepingPitch } from './drift-profiles';
import type { Timeline } from './generated/protocol';
import type { Player } from './players/player';
import { PositionReader } from './position-reader';
import { type Latencies, StartLatency } from './start-latency';
import { Ticker } from './ticker';
import { positionAt } from './timeline';

/** Where the timeline and its clock come from: a live session, or a replay. */
export interface SyncSource {
  timeline(): Timeline | null;
  /** The time that the timeline's `at` speaks of, or null while it is not known. */
  now(): number | null;
  /** How fast that time goes; 1 but in a replay. */
  speed(): number;
}

export type SyncPhase =
  | 'idle'
  /** Stands still as everybody does. */
  | 'paused'
  /** A common start is set and has not come. */
  | 'waiting'
  | 'playing'
  /** Should play, but has no data. */
  | 'buffering'
  /** The browser wants a gesture before it plays at all. */
  | 'blocked';

export interface SyncState {
  /** The timeline that it speaks of. */
  readonly rev: number | null;
  readonly phase: SyncPhase;
  /** How far behind the timeline the picture is; null while that means nothing. */
  readonly driftMs: number | null;
  /** Stands where everybody stands, and has what it takes to go on. */
  readonly settled: boolean;
  /** The browser plays without sound until there is a gesture. */
  readonly silenced: boolean;
}

/** What made a seek. */
export type SeekCause =
  /** It stands where everybody stands. */
  | 'standing'
  /** It began later than the others. */
  | 'late'
  /** It was too far off for the rate to mend. */
  | 'drift'
  /** The server insisted, or the replay was scrubbed. */
  | 'told'
  | 'end';

/** What it has done since the video was loaded, and what it has learned: for reports of trouble. */
export interface SyncFigures {
  readonly rate: number;
  readonly seeks: Readonly<Record<SeekCause, number>>;
  readonly rateWrites: number;
  readonly startMs: Latencies;
  readonly seekMs: number;
}

const NO_SEEKS: SyncFigures['seeks'] = { standing: 0, late: 0, drift: 0, told: 0, end: 0 };

export interface SyncOptions {
  readonly profile?: DriftProfile;
  /** What is known of this device; without it, every visit begins anew. */
  readonly device?: Device;
}

const TICK_MS = 50;
/**
 * Nearly nothing: a start after a seek is later than a warm one, but by the same each time, while a warm one with sound
 * tells positions ahead of the truth at first. So everybody seeks on a pause.
 */
const STILL_TOLERANCE_S = 0.002;
/** A second seek to the same still position only makes sense when the first missed by more. */
const STILL_RETRY_S = 0.25;
const STILL_RETRY_MS = 1_500;
/** Off by less than this, a player is where the server wants it: the news that it was not is old. */
const ACCEPTED_S = 0.25;
/** Off by less than this, a late starter starts where it is and catches up. */
const LATE_TOLERANCE_S = 0.15;
const PLAY_RETRY_MS = 1_000;
const END_TOLERANCE_S = 0.05;

export class SyncEngine {
  private player: Player | null = null;
  private readonly drift = new DriftController();
  private readonly latency = new StartLatency();
  private readonly ticker = new Ticker(() => this.tick(), TICK_MS);
  private startTimer: ReturnType<typeof setTimeout> | undefined;
  private rev: number | null = null;
  /** The timeline whose scheduled start has been given to the player, a little before its time. */
  private startedRev: number | null = null;
  private stillTarget: number | null = null;
  private stillAt = Number.NEGATIVE_INFINITY;
  private playAskedAt = Number.NEGATIVE_INFINITY;
  private mustSeek = false;
  private rateNow = 1;
  private seeks = NO_SEEKS;
  private rateWrites = 0;
  private positions: PositionReader;
  private profile: DriftProfile;
  private readonly device: Device | null;
  private offset: number;
  private blocked = false;
  private current: SyncState = { rev: null, phase: 'idle', driftMs: null, settled: false, silenced: false };

  constructor(
    private readonly source: SyncSource,
    private readonly onState: (state: SyncState) => void = () => {},
    { profile = CHROMIUM, device }: SyncOptions = {},
  ) {
    this.profile = profile;
    this.positions = new PositionReader(profile);
    this.device = device ?? null;
    this.offset = device?.offsetMs ?? 0;
    const { start, silentStart, seekMs } = device?.facts ?? {};
    if (start !== undefined) this.latency.expect('sound', start);
    if (silentStart !== undefined) this.latency.expect('silent', silentStart);
    if (seekMs !== undefined) this.drift.expectLead(seekMs);
  }

  get state(): SyncState {
    return this.current;
  }

  get figures(): SyncFigures {
    const { rateNow: rate, seeks, rateWrites } = this;
    return { rate, seeks, rateWrites, startMs: this.latency.current, seekMs: this.drift.leadMs };
  }

  start(): void {
    this.ticker.start();
  }

  stop(): void {
    this.ticker.stop();
    clearTimeout(this.startTimer);
  }

  /** How long a start after a seek takes this player: the server schedules common starts by it. */
  get startLatencyMs(): number {
    return Math.max(this.latency.current.cold, this.latency.expectedMs);
  }

  /** By how much this device plays ahead of the timeline, in milliseconds. */
  get offsetMs(): number {
    return this.offset;
  }

  /** Kept for the next visit; limited to what a device may need. */
  moveBy(offsetMs: number): void {
    this.offset = offsetMs;
    if (this.device === null) return;
    this.device.offsetMs = offsetMs;
    this.offset = this.device.offsetMs;
  }

  /** `profile` says what this player can do, where it is another than the last one. */
  use(player: Player | null, profile: DriftProfile = this.profile): void {
    clearTimeout(this.startTimer);
    if (profile !== this.profile) {
      this.profile = profile;
      this.positions = new PositionReader(profile);
    }
    this.latency.loaded();
    this.player = player;
    this.seeks = NO_SEEKS;
    this.rateWrites = 0;
    this.rev = null;
    this.stillTarget = null;
    this.drift.settle(performance.now());
    this.tick();
  }

  /** Goes to the timeline now, whatever the controller thinks: the server insists, or a replay was scrubbed. */
  resync(): void {
    this.mustSeek = true;
    this.stillTarget = null;
    this.startedRev = null;
    this.tick();
  }

  /** There was a gesture: the browser may now play with sound. */
  unblock(): void {
    this.blocked = false;
    this.playAskedAt = Number.NEGATIVE_INFINITY;
    this.player?.setMuted(false);
    this.show({ silenced: false });
    this.tick();
  }

  /** Compares and acts. Also to be called when a new timeline has come. */
  tick(): void {
    const { player } = this;
    const timeline = this.source.timeline();
    const now = this.now();
    if (player === null || timeline === null || player.failure !== null)
      return this.show({ phase: 'idle', driftMs: null });
    const isNew = timeline.rev !== this.rev;
    if (isNew) this.onTimeline(timeline);
    if (timeline.status === 'paused') return this.stand(player, timeline.position, 'paused');
    if (now === null) return;
    if (now < timeline.at) return this.awaitStart(player, timeline, now);
    this.follow(player, timeline, now);
  }

  /** The time by which this device plays. */
  private now(): number | null {
    const now = this.source.now();
    return now === null ? null : now + this.offset * this.source.speed();
  }

  private onTimeline(timeline: Timeline): void {
    this.rev = timeline.rev;
    this.stillTarget = null;
    this.playAskedAt = Number.NEGATIVE_INFINITY;
    clearTimeout(this.startTimer);
    this.startTimer = undefined;
    this.drift.use(this.keepPitch(timeline) ? keepingPitch(this.profile) : this.profile);
  }

  private keepPitch(timeline: Timeline): boolean {
    return timeline.rate * this.source.speed() !== 1;
  }

  /** Stops at once and shows the canonical position. */
  private stand(player: Player, position: number, phase: SyncPhase): void {
    if (!player.paused) player.pause();
    this.mustSeek = false;
    this.latency.hears(player.hasSound);
    // A copy may be a little shorter than the others': its end is where it stands then.
    const miss = Math.abs(player.position - Math.min(position, player.length ?? position));
    const settled = (player.ready || player.ended) && !player.seeking && miss <= STILL_RETRY_S;
    this.show({
      phase,
      driftMs: null,
      settled: settled && (miss <= STILL_TOLERANCE_S || this.stillTarget === position),
    });
    if (miss <= STILL_TOLERANCE_S || player.seeking) return;
    const now = performance.now();
    const tried = this.stillTarget === position;
    if (tried && (miss <= STILL_RETRY_S || now - this.stillAt < STILL_RETRY_MS)) return;
    this.stillTarget = position;
    this.stillAt = now;
    this.seek(player, position, 'standing');
    this.latency.sought();
  }

  /** Stands at the start's position, and starts the player so much earlier that its picture moves on time. */
  private awaitStart(player: Player, timeline: Timeline, now: number): void {
    if (this.startedRev === timeline.rev && !player.paused) return;
    const dueInMs = (timeline.at - now) / this.source.speed() - this.latency.expectedMs;
    if (dueInMs <= 0) {
      this.startOnTime(player, timeline);
      return;
    }
    this.stand(player, timeline.position, 'waiting');
    if (dueInMs > 2 * TICK_MS || this.startTimer !== undefined) return;
    this.startTimer = setTimeout(() => {
      if (this.source.timeline()?.rev === timeline.rev && this.player === player)
        this.startOnTime(player, timeline);
    }, dueInMs);
  }

  private startOnTime(player: Player, timeline: Timeline): void {
    if (!player.paused || player.failure !== null) return;
    this.startedRev = timeline.rev;
    this.play(player, timeline);
  }

  private follow(player: Player, timeline: Timeline, now: number): void {
    const target = positionAt(timeline, now);
    const length = timeline.length ?? player.length;
    if (length !== null && target >= length - END_TOLERANCE_S) return this.finish(player, length);
    if (player.paused || player.ended) return this.startLate(player, timeline, target);
    const isOff = Math.abs(target - player.position) > ACCEPTED_S;
    if (this.mustSeek && isOff) return this.jump(player, timeline, target, this.drift.leadMs, 'told');
    this.mustSeek = false;
    if (player.seeking || !player.ready) return this.show({ phase: 'buffering', driftMs: null });
    this.correct(player, timeline, target);
  }

  /** The last frames play out by themselves; a player that is behind them is put there. */
  private finish(player: Player, length: number): void {
    this.show({ phase: 'playing', driftMs: null });
    if (player.ended || player.seeking || player.position >= length - 1) return;
    this.seek(player, length, 'end');
  }

  private startLate(player: Player, timeline: Timeline, target: number): void {
    if (this.blocked) return this.show({ phase: 'blocked', driftMs: null });
    const now = performance.now();
    if (now - this.playAskedAt < PLAY_RETRY_MS) return;
    this.latency.hears(player.hasSound);
    if (Math.abs(target - player.position) > LATE_TOLERANCE_S) {
      this.jump(player, timeline, target, this.drift.leadMs + this.latency.current.cold, 'late');
    }
    this.play(player, timeline);
    this.latency.ignore();
  }

  private jump(player: Player, timeline: Timeline, target: number, leadMs: number, cause: SeekCause): void {
    this.mustSeek = false;
    this.drift.settle(performance.now());
    this.seek(player, target + (timeline.rate * this.source.speed() * leadMs) / 1000, cause);
    this.latency.sought();
    this.positions.expectMotion(player, performance.now());
  }

  private correct(player: Player, timeline: Timeline, target: number): void {
    const now = performance.now();
    const rate = timeline.rate * this.source.speed();
    if (this.positions.justMoved(player, now)) this.drift.settle(now);
    const position = this.positions.read(player, now, this.rateNow);
    if (position === null) return this.show({ phase: 'playing', driftMs: null });
    const errorMs = ((target - position) / rate) * 1000;
    const action = this.drift.update(now, errorMs, rate);
    if (this.latency.learn(now, errorMs + this.drift.correctedMs)) this.remember();
    if (action.kind === 'seek') {
      this.setRate(player, timeline, rate);
      this.jump(player, timeline, target, action.leadMs, 'drift');
    } else {
      this.setRate(player, timeline, action.rate);
    }
    this.show({ phase: 'playing', driftMs: this.drift.errorMs });
  }

  private seek(player: Player, position: number, cause: SeekCause): void {
    this.seeks = { ...this.seeks, [cause]: this.seeks[cause] + 1 };
    player.seek(position);
  }

  private setRate(player: Player, timeline: Timeline, rate: number): void {
    if (rate !== this.rateNow) this.rateWrites += 1;
    this.rateNow = rate;
    player.setRate(rate, this.keepPitch(timeline));
  }

  private remember(): void {
    if (!this.profile.isOfDevice) return;
    const { sound, silent } = this.latency.known;
    this.device?.learned({ start: sound, silentStart: silent, seekMs: this.drift.leadMs });
  }

  private play(player: Player, timeline: Timeline): void {
    const now = performance.now();
    if (this.blocked || now - this.playAskedAt < TICK_MS) return;
    this.playAskedAt = now;
    this.setRate(player, timeline, timeline.rate * this.source.speed());
    this.drift.settle(now);
    this.latency.started(now);
    this.positions.expectMotion(player, performance.now());
    player.play().catch((error: unknown) => this.onPlayRefused(player, error));
  }

  /** Without a gesture the browser plays only silently; the picture is in sync meanwhile. */
  private onPlayRefused(player: Player, error: unknown): void {
    const wantsGesture = error instanceof DOMException && error.name === 'NotAllowedError';
    if (!wantsGesture || player !== this.player) return;
    if (this.current.silenced) {
      this.blocked = true;
      this.show({ phase: 'blocked' });
      return;
    }
    player.setMuted(true);
    this.show({ silenced: true });
    this.playAskedAt = Number.NEGATIVE_INFINITY;
  }

  private show(part: Partial<SyncState>): void {
    const next = { ...this.current, settled: false, ...part, rev: this.rev };
    const { rev, phase, driftMs, settled, silenced } = this.current;
    const isSame = next.rev === rev && next.phase === phase && next.driftMs === driftMs;
    if (isSame && next.settled === settled && next.silenced === silenced) return;
    this.current = next;
    this.onState(next);
  }
}
