/** Pings: they measure the server's clock, and their silence says that the connection is dead. */
import { ClockEstimator, nextPingInMs } from './clock';
import { jumped, leadMs, type Measured } from './clock-reading';
import type { ServerFrame } from './generated/protocol';
import type { ClientFrame } from './socket';

export interface HeartbeatOptions {
  readonly send: (frame: ClientFrame) => boolean;
  /** No pong came for too long. */
  readonly onSilence: () => void;
  /** Called for every pong from the moment on that there are enough. */
  readonly onMeasured: (measured: Measured) => void;
}

const SILENCE_MS = 10_000;

export class Heartbeat {
  private readonly clock = new ClockEstimator();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private nextId = 1;
  private sent = 0;
  private began = 0;
  /** Pings before this one were sent before the measuring began anew. */
  private firstId = 1;
  /** When the oldest ping without an answer was sent. */
  private waitingSince: number | null = null;
  private lead: { ms: number; at: number } = { ms: 0, at: 0 };

  constructor(private readonly options: HeartbeatOptions) {}

  /** A new connection: measures anew, in a burst. */
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

  onPong(pong: Extract<ServerFrame, { type: 'pong' }>): void {
    const t4 = performance.now();
    this.waitingSince = null;
    if (this.hasJumped(t4)) return this.wake();
    // The machine may have slept between the two ends of an exchange that began before.
    if (Number(pong.id) < this.firstId) return;
    if (this.clock.add({ t1: pong.t1, t2: pong.t2, t3: pong.t3, t4 }) === 'stepped') this.measureAnew();
    const estimate = this.clock.estimate(t4);
    if (estimate !== null) this.options.onMeasured({ estimate, at: t4, lead: this.lead.ms });
  }

  private measureAnew(): void {
    this.clock.reset();
    this.sent = 0;
    this.began = performance.now();
    this.firstId = this.nextId;
    this.lead = { ms: leadMs(this.began), at: this.began };
  }

  /** Whether the local clocks jumped since they were last looked at. */
  private hasJumped(now: number): boolean {
    const before = this.lead;
    this.lead = { ms: leadMs(now), at: now };
    return jumped(before.ms, this.lead.ms, now - before.at);
  }

  private ping(): void {
    const now = performance.now();
    if (this.waitingSince !== null && now - this.waitingSince >= SILENCE_MS) {
      this.options.onSilence();
      return;
    }
    if (this.hasJumped(now)) this.measureAnew();
    if (this.options.send({ type: 'ping', id: this.nextId, t1: now })) this.waitingSince ??= now;
    this.nextId += 1;
    this.sent += 1;
    this.timer = setTimeout(() => this.ping(), this.nextInMs(now));
  }

  private nextInMs(now: number): number {
    const uncertaintyMs = this.clock.estimate(now)?.uncertaintyMs ?? Number.POSITIVE_INFINITY;
    return nextPingInMs(this.sent, now - this.began, uncertaintyMs);
  }
}
