/**
 * The live socket: connects, says hello, and comes back after every loss until it is told that there is no point.
 *
 *     connecting --welcome--> live --close, error, silence--> waiting --back-off--> connecting
 *          any --4404, 4410, 4411, refused twice, stop()--> stopped
 *
 * A socket that cannot be opened does not tell why. From the second failed attempt on, the same address is asked by an
 * ordinary request beside it: where that says that the service is away, `waiting` is called `away`.
 */
import type { Command, LogPosition, PingId, Report, ServerFrame } from './generated/protocol';
import { isAway } from './services';

export const SUBPROTOCOL = 'sameframe.v1';

export type ClientFrame =
  | { type: 'hello'; token: string; resume?: LogPosition }
  | { type: 'ping'; id: PingId; t1: number }
  | { type: 'attend'; session: string | null }
  | { type: 'command'; id: string; based_on: number | null; command: Command }
  | ({ type: 'report' } & Report);

export type SocketPhase = 'connecting' | 'live' | 'waiting' | 'away' | 'stopped';

export interface SocketOptions {
  readonly url: string;
  /** Who I am and up to where I have the log; asked before every attempt. */
  readonly hello: () => Promise<{ token: string; resume?: LogPosition }>;
  readonly onFrame: (frame: ServerFrame) => void;
  readonly onPhase: (phase: SocketPhase) => void;
  /** The token was refused. Answers whether there is a new one. */
  readonly onTokenRefused: () => Promise<'retry' | 'stop'>;
  /** There is no point in coming back: the session does not exist, or this member was removed. */
  readonly onGone: () => void;
  readonly WebSocket?: typeof WebSocket;
  readonly fetch?: typeof fetch;
  /** From 0 to 1. */
  readonly random?: () => number;
}

export type Comeback =
  | { readonly kind: 'wait'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'new_token' }
  | { readonly kind: 'gone' };

const WELCOME_TIMEOUT_MS = 10_000;
const BACK_OFF_FIRST_MS = 1_000;
const BACK_OFF_MAX_MS = 30_000;
/** So many attempts in a row fail before it is asked why. */
const ATTEMPTS_UNASKED = 1;

/** What to do after a close with `code`, when `failures` attempts have failed since the last welcome. */
export function comeback(code: number, failures: number): Comeback {
  const toMs = Math.min(BACK_OFF_MAX_MS, BACK_OFF_FIRST_MS * 2 ** Math.min(failures, 10));
  switch (code) {
    case 1012:
      return { kind: 'wait', fromMs: 100, toMs: Math.max(toMs, 1_500) };
    case 4401:
    case 4403:
      return { kind: 'new_token' };
    case 4404:
    case 4410:
    case 4411:
      return { kind: 'gone' };
    case 4409:
      return { kind: 'wait', fromMs: 0, toMs: failures === 0 ? 0 : toMs };
    case 4503:
      return { kind: 'wait', fromMs: 2_000, toMs: Math.max(toMs, 4_000) };
    default:
      return { kind: 'wait', fromMs: 0, toMs };
  }
}

export class LiveSocket {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private failedAttempts = 0;
  private away = false;
  private asked = 0;
  private phase: SocketPhase = 'waiting';

  constructor(private readonly options: SocketOptions) {}

  start(): void {
    void this.connect();
  }

  stop(): void {
    this.detach();
    this.enter('stopped');
  }

  /** Sends, if the socket is live. Returns whether it did. */
  send(frame: ClientFrame): boolean {
    if (this.phase !== 'live' || this.socket === null) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Gives this connection up, as if it had been lost. */
  drop(): void {
    if (this.phase === 'live' || this.phase === 'connecting') this.lost(1006);
  }

  /** The network is back, or the page woke up: does not wait any longer. */
  hurry(): void {
    if (this.isWaiting()) void this.connect();
  }

  private async connect(): Promise<void> {
    this.detach();
    this.enter('connecting');
    const hello = await this.options.hello();
    if (this.phase !== 'connecting' || this.socket !== null) return;
    const Socket = this.options.WebSocket ?? WebSocket;
    const socket = new Socket(this.options.url, SUBPROTOCOL);
    this.socket = socket;
    this.timer = setTimeout(() => this.lost(1006), WELCOME_TIMEOUT_MS);
    socket.onopen = () => {
      this.isThere();
      socket.send(JSON.stringify({ type: 'hello', ...hello }));
    };
    socket.onmessage = (message) => this.receive(String(message.data));
    socket.onclose = (close) => this.lost(close.code);
  }

  private receive(text: string): void {
    const frame = JSON.parse(text) as ServerFrame;
    if (frame.type === 'welcome') {
      clearTimeout(this.timer);
      this.failures = 0;
      this.failedAttempts = 0;
      this.enter('live');
    }
    this.options.onFrame(frame);
  }

  private lost(code: number): void {
    const failures = this.failures;
    this.failures += 1;
    if (this.phase === 'connecting') this.failedAttempts += 1;
    this.detach();
    const next = comeback(code, failures);
    if (next.kind === 'gone') {
      this.stop();
      this.options.onGone();
    } else if (next.kind === 'new_token') {
      void this.renew();
    } else {
      this.wait(next.fromMs + this.random() * (next.toMs - next.fromMs));
      if (code === 1006 && this.failedAttempts > ATTEMPTS_UNASKED) void this.askWhy();
    }
  }

  /** Only the last answer counts, and none once a socket has opened. */
  private async askWhy(): Promise<void> {
    this.asked += 1;
    const { asked } = this;
    const send = this.options.fetch ?? ((input, init) => fetch(input, init));
    const away = await isAway(this.options.url, send);
    if (this.asked !== asked || this.phase === 'stopped') return;
    this.away = away;
    if (this.isWaiting()) this.enter(this.waitingPhase());
  }

  private isThere(): void {
    this.away = false;
    this.asked += 1;
  }

  private isWaiting(): boolean {
    return this.phase === 'waiting' || this.phase === 'away';
  }

  private waitingPhase(): SocketPhase {
    return this.away ? 'away' : 'waiting';
  }

  private random(): number {
    return (this.options.random ?? Math.random)();
  }

  private async renew(): Promise<void> {
    this.isThere();
    this.enter('waiting');
    const verdict = await this.options.onTokenRefused();
    if (this.phase !== 'waiting') return;
    if (verdict === 'stop') this.stop();
    else this.wait(this.failures > 1 ? this.random() * BACK_OFF_MAX_MS : 0);
  }

  private wait(ms: number): void {
    this.enter(this.waitingPhase());
    this.timer = setTimeout(() => void this.connect(), ms);
  }

  private detach(): void {
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private enter(phase: SocketPhase): void {
    if (this.phase === phase) return;
    this.phase = phase;
    this.options.onPhase(phase);
  }
}
