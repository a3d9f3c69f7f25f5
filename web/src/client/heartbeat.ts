/** Pings: they measure the server's clock, and their silence says that the connection is dead. */
import type { ClockEstimate } from './clock';
import { ClockEstimator, nextPingInMs } from './clock';
import type { ServerFrame } from './generated/protocol';
import type { ClientFrame } from './socket';

export interface HeartbeatOptions {
  readonly send: (frame: ClientFrame) => boolean;
  /** No pong came for too long. */
  readonly onSilence: () => void;
}

const SILENCE_MS = 10_000;
/** A difference between the two local clocks that only a sleep or a set clock can make. */
const CLOCK_JUMP_MS = 100;

export class Heartbeat {
  private readonly clock = new ClockEstimator();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private nextId = 1;
  private sent = 0;
  private began = 0;
  /** When the oldest ping without an answer was sent. */
  private waitingSince: number | null = null;
  private wallLead = 0;
  /** The newest estimate and its local time: it serves while a new one is being measured. */
  private last: { estimate: ClockEstimate; at: number } | null = null;

  constructor(private readonly options: HeartbeatOptions) {}

  /** A new connection: measures anew, in a burst. The old estimate serves until the new one is ready. */
  start(): void {
    this.stop();
    this.waitingSince = null;
    this.measureAnew();
    this.ping();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** The page slept or the network changed: what was measured may be wrong. */
  wake(): void {
    if (this.timer === undefined) return;
    this.stop();
    this.measureAnew();
    this.ping();
  }

  /** The estimate of the server's clock at this moment, or null while there is none. */
  estimate(): ClockEstimate | null {
    const now = performance.now();
    if (this.timer !== undefined && this.jumped(now)) this.startAnew();
    const fresh = this.clock.estimate(now);
    if (fresh !== null) this.last = { estimate: fresh, at: now };
    if (this.last === null) return null;
    const { estimate, at } = this.last;
    return { ...estimate, offsetMs: estimate.offsetMs + estimate.skew * (now - at) };
  }

  onPong(pong: Extract<ServerFrame, { type: 'pong' }>): void {
    const t4 = performance.now();
    this.waitingSince = null;
    if (this.clock.add({ t1: pong.t1, t2: pong.t2, t3: pong.t3, t4 }) === 'stepped') this.measureAnew();
  }

  private measureAnew(): void {
    this.clock.reset();
    this.sent = 0;
    this.began = performance.now();
    this.wallLead = Date.now() - this.began;
  }

  private jumped(now: number): boolean {
    return Math.abs(Date.now() - now - this.wallLead) > CLOCK_JUMP_MS;
  }

  /** The old estimate is worth nothing: better none until there is a new one. */
  private startAnew(): void {
    this.last = null;
    this.wake();
  }

  private ping(): void {
    const now = performance.now();
    if (this.waitingSince !== null && now - this.waitingSince >= SILENCE_MS) {
      this.options.onSilence();
      return;
    }
    if (this.jumped(now)) {
      this.last = null;
      this.measureAnew();
    }
    if (this.options.send({ type: 'ping', id: this.nextId, t1: now })) this.waitingSince ??= now;
    this.nextId += 1;
    this.sent += 1;
    this.timer = setTimeout(() => this.ping(), nextPingInMs(this.sent, now - this.began));
  }
}
