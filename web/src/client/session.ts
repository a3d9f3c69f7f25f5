/**
 * One session as a client lives in it: joins, keeps the socket, applies the log in order, closes gaps, asks.
 * Plain subscribe and notify, for any kind of user interface.
 */

import { type Channel, DirectChannel, type OpenChannel } from './channel';
import type { ClockEstimate } from './clock';
import type {
  Code,
  Command,
  EventFrame,
  Joined,
  Member,
  ReactionCount,
  Report,
  ServerFrame,
  SessionState,
} from './generated/protocol';
import type { Outcome } from './intents';
import { Intents } from './intents';
import { frameOf, LogOrder } from './log-order';
import { ProblemError, type Rest } from './rest';
import type { Known } from './session-state';
import { applied, fromSnapshot, welcomed, withHistory, withPresence } from './session-state';
import type { SocketPhase } from './socket';
import { onWake } from './wake';
import { openChannel } from './worker-channel';

/** `away`: only the part that keeps everybody together; what goes through REST may work. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'away' | 'stopped';

export interface View extends Known {
  readonly me: Member;
  readonly connection: Connection;
  /** Why the connection is stopped for good. */
  readonly stopped: 'gone' | 'removed' | 'banned' | 'not_let_in' | 'left' | null;
  /** Who removed or banned this member, and why, in a sentence of the server's. */
  readonly removal: string | null;
  readonly pending: ReadonlySet<Command['type']>;
}

export interface SessionOptions {
  readonly rest: Rest;
  readonly id: string;
  /** Joins through REST: the first time, and again when the token is refused. */
  readonly join: () => Promise<Joined>;
  /** What has been read of the session before, for a `join` whose answer leaves it out. */
  readonly known?: SessionState | undefined;
  /** How to reach the server; in a worker where possible unless told otherwise. */
  readonly channel?: OpenChannel;
}

const direct: OpenChannel = (options) => new DirectChannel(options);

export interface Listeners {
  /** Something in the view changed. */
  view?: (view: View) => void;
  /** An event happened now, not in the past that a welcome told. */
  event?: (event: EventFrame, view: View) => void;
  /** An event of the log, also of those that a resumed connection had missed. */
  log?: (event: EventFrame) => void;
  /** What was known before is not complete any more: what is not in the view must be loaded anew. */
  fresh?: () => void;
  /** People react to what is on screen. */
  reactions?: (batch: number, counts: readonly ReactionCount[]) => void;
  /** The server insists that this player goes to the timeline. */
  sync?: (position: number, at: number) => void;
  /** The server could not read a frame, or says why it is about to close. */
  error?: (code: Code, message: string) => void;
}

const HISTORY_EVENTS = 100;
const GAP_PAGE_EVENTS = 500;

export class LiveSession {
  private channel: Channel;
  private readonly intents: Intents;
  private readonly order = new LogOrder();
  private readonly listeners = new Set<Listeners>();
  private closingGap = false;
  private rejoined = false;
  private readonly endWake: () => void;
  private token: string;
  private current: View;

  /** Joins and connects. Fails with what REST fails with. */
  static async enter(options: SessionOptions): Promise<LiveSession> {
    const joined = await options.join();
    const state = joined.snapshot ?? options.known ?? (await options.rest.session(options.id, joined.token));
    const session = new LiveSession(options, joined, state);
    session.channel.start();
    return session;
  }

  private constructor(
    private readonly options: SessionOptions,
    joined: Joined,
    state: SessionState,
  ) {
    this.token = joined.token;
    const known = fromSnapshot(state);
    this.current = {
      ...known,
      members: new Map(known.members).set(joined.member.id, joined.member),
      me: joined.member,
      connection: 'connecting',
      stopped: null,
      removal: null,
      pending: new Set(),
    };
    this.channel = this.open(liveUrl(joined.endpoints.live), options.channel ?? openChannel);
    this.endWake = onWake(() => this.channel.wake());
    this.intents = new Intents(
      (frame) => this.channel.send(frame),
      () => this.change({ pending: this.intents.pending() }),
    );
  }

  get view(): View {
    return this.current;
  }

  subscribe(listeners: Listeners): () => void {
    this.listeners.add(listeners);
    return () => this.listeners.delete(listeners);
  }

  /** The token of this member in this session; it may be another after a while. */
  get memberToken(): string {
    return this.token;
  }

  /** Asks for something. The answer says what became of it; the state changes when the event arrives. */
  ask(command: Command): Promise<Outcome> {
    return this.intents.ask(command, this.order.last?.seq ?? null);
  }

  /** Tells where the player is, and how long the way here may take: the server schedules common starts by it. */
  report(report: Report): boolean {
    const clock = this.clock();
    const now = this.serverNow();
    const way = clock === null || now === null ? {} : { at: now, rtt_ms: clock.roundTripP95Ms };
    return this.channel.send({ type: 'report', ...report, ...way });
  }

  /** The estimate of the server's clock, or null before there is one. */
  clock(): ClockEstimate | null {
    return this.channel.clock();
  }

  /** Server time in milliseconds, or null before it is known. */
  serverNow(): number | null {
    const clock = this.clock();
    return clock === null ? null : performance.now() + clock.offsetMs;
  }

  close(): void {
    this.change({ stopped: this.current.stopped ?? 'left' });
    this.endWake();
    this.channel.stop();
    this.intents.close();
  }

  private open(url: string, open: OpenChannel): Channel {
    return open({
      url,
      hello: async () => {
        const resume = this.order.last;
        return resume === null ? { token: this.token } : { token: this.token, resume };
      },
      onFrame: (frame) => this.receive(frame),
      onPhase: (phase) => this.onPhase(phase),
      onTokenRefused: () => this.rejoin(),
      onGone: () => this.change({ stopped: this.current.stopped ?? 'gone' }),
      onBroken: () => {
        this.channel = this.open(url, direct);
        this.channel.start();
      },
    });
  }

  private receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        return this.onWelcome(frame);
      case 'pong':
        return;
      case 'event':
        return this.onEvent(frame);
      case 'done':
        return this.intents.onDone(frame.id, frame.seq);
      case 'refused':
        return this.intents.onRefused(frame.id, frame.code, frame.message);
      case 'presence':
        return this.change(withPresence(this.current, frame.members, frame.online));
      case 'reactions':
        return this.tell((listeners) => listeners.reactions?.(frame.batch, frame.counts));
      case 'sync':
        return this.tell((listeners) => listeners.sync?.(frame.position, frame.at));
      case 'error':
        if (frame.code === 'removed' || frame.code === 'banned') {
          return this.change({ stopped: frame.code, removal: frame.message });
        }
        return this.tell((listeners) => listeners.error?.(frame.code, frame.message));
    }
  }

  private onWelcome(frame: Extract<ServerFrame, { type: 'welcome' }>): void {
    this.rejoined = false;
    if (frame.resume !== 'resumed') this.order.reset(frame.head);
    this.change({ ...welcomed(this.current, frame), me: frame.member });
    this.intents.onLive();
    if (frame.resume !== 'resumed') this.tell((listeners) => listeners.fresh?.());
    if (frame.resume !== 'resumed') void this.loadHistory(frame.head.seq);
  }

  private onEvent(event: EventFrame): void {
    for (const next of this.order.take(event)) this.apply(next);
    if (this.order.hasGap) void this.closeGap();
  }

  private apply(event: EventFrame): void {
    const news = event.seq > this.current.toldUpTo;
    if (event.event.type === 'ended') this.intents.happened('end', event.seq);
    const known = applied(this.current, event, this.current.me.id);
    this.change({ ...known, me: known.members.get(this.current.me.id) ?? this.current.me });
    this.tell((listeners) => listeners.log?.(event));
    if (news) this.tell((listeners) => listeners.event?.(event, this.current));
    if (event.event.type === 'erased' && event.event.member === this.current.me.id) {
      this.channel.stop();
      this.change({ stopped: 'not_let_in' });
    }
  }

  /** Fetches what is missing; where that fails, a new connection resumes from the last event. */
  private async closeGap(): Promise<void> {
    if (this.closingGap) return;
    this.closingGap = true;
    try {
      while (this.order.hasGap) {
        const after = this.order.last?.seq ?? 0;
        const page = await this.options.rest.events(this.options.id, after, GAP_PAGE_EVENTS, this.token);
        for (const log of page.events) {
          for (const next of this.order.take(frameOf(log))) this.apply(next);
        }
        if (this.order.last?.seq === after) throw new Error('the page did not bring the missing event');
      }
    } catch {
      this.channel.drop();
    } finally {
      this.closingGap = false;
    }
  }

  private async loadHistory(head: number): Promise<void> {
    const after = Math.max(0, head - HISTORY_EVENTS);
    const { rest, id } = this.options;
    const page = await rest.events(id, after, HISTORY_EVENTS, this.token).catch(() => null);
    if (page === null) return;
    const events = page.events.filter((log) => log.seq <= head);
    this.change(withHistory(this.current, events.map(frameOf)));
  }

  private async rejoin(): Promise<'retry' | 'stop'> {
    if (!this.rejoined) {
      this.rejoined = true;
      try {
        this.token = (await this.options.join()).token;
        return 'retry';
      } catch (error) {
        if (!(error instanceof ProblemError)) {
          this.rejoined = false;
          return 'retry';
        }
        if (error.code === 'session_not_found') {
          this.change({ stopped: 'gone' });
          return 'stop';
        }
        if (error.code === 'banned') {
          this.change({ stopped: 'banned', removal: error.message });
          return 'stop';
        }
      }
    }
    this.change({ stopped: 'not_let_in' });
    return 'stop';
  }

  private onPhase(phase: SocketPhase): void {
    this.change({ connection: this.connectionIn(phase) });
  }

  private connectionIn(phase: SocketPhase): Connection {
    // Trying again is no news: it is away until it has answered.
    const isStillAway = phase === 'connecting' && this.current.connection === 'away';
    if (isStillAway) return 'away';
    if (phase === 'live' || phase === 'away' || phase === 'stopped') return phase;
    return this.order.last === null ? 'connecting' : 'reconnecting';
  }

  private change(part: Partial<View>): void {
    this.current = { ...this.current, ...part };
    this.tell((listeners) => listeners.view?.(this.current));
  }

  private tell(what: (listeners: Listeners) => void): void {
    for (const listeners of [...this.listeners]) what(listeners);
  }
}

/** The server names the live socket by its path. */
function liveUrl(path: string): string {
  const url = new URL(path, globalThis.location?.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}
