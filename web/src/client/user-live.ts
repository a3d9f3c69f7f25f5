/** What concerns a user, told on whatever page they have open: invitations, answers and knocks. */
import type { Invitation, Knock, ServerFrame, User, UserFrame } from './generated/protocol';
import { LiveSocket, type SocketOptions } from './socket';
import { onWake } from './wake';

export interface UserLiveOptions extends Partial<Pick<SocketOptions, 'WebSocket' | 'fetch' | 'random'>> {
  readonly url: string;
  readonly token: string;
  /** Everything that is open; what was known before may be over. */
  readonly onWelcome: (user: User, invitations: readonly Invitation[], knocks: readonly Knock[]) => void;
  readonly onInvitation: (invitation: Invitation) => void;
  readonly onKnock: (knock: Knock) => void;
}

/** Well within the server's patience also where a hidden page runs its timers once a minute. */
const PING_EVERY_MS = 40_000;

export class UserLive {
  private readonly socket: LiveSocket;
  private attended: string | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private pings = 0;
  private readonly endWake: () => void;

  constructor(private readonly options: UserLiveOptions) {
    this.socket = new LiveSocket({
      ...options,
      hello: async () => ({ token: options.token }),
      // The same socket, with frames of its own.
      onFrame: (frame: ServerFrame) => this.receive(frame as unknown as UserFrame),
      onPhase: (phase) => {
        if (phase === 'live' && this.attended !== null) this.tellAttended();
      },
      onTokenRefused: async () => 'stop',
      onGone: () => {},
    });
    this.endWake = onWake(() => this.socket.hurry());
  }

  start(): void {
    this.socket.start();
    this.timer = setInterval(() => {
      this.pings += 1;
      this.socket.send({ type: 'ping', id: this.pings, t1: performance.now() });
    }, PING_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.endWake();
    this.socket.stop();
  }

  /** Tells of those who knock at this session, where I may let them in. */
  attend(session: string | null): void {
    if (this.attended === session) return;
    this.attended = session;
    this.tellAttended();
  }

  private tellAttended(): void {
    this.socket.send({ type: 'attend', session: this.attended });
  }

  private receive(frame: UserFrame): void {
    switch (frame.type) {
      case 'welcome':
        return this.options.onWelcome(frame.user, frame.invitations, frame.knocks);
      case 'invitation':
        return this.options.onInvitation(frame.invitation);
      case 'knock':
        return this.options.onKnock(frame.knock);
      case 'pong':
      case 'error':
        return;
    }
  }
}
