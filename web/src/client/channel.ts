/** The way to the server: a live socket and the clock that its pings measure. */
import type { ClockEstimate } from './clock';
import { ClockReading, type Measured } from './clock-reading';
import type { ServerFrame } from './generated/protocol';
import { Heartbeat } from './heartbeat';
import { type ClientFrame, LiveSocket, type SocketOptions } from './socket';

export interface ChannelOptions extends SocketOptions {
  /** The channel cannot work in this place. It has done nothing and will do nothing. */
  readonly onBroken: () => void;
}

export interface Channel {
  start(): void;
  stop(): void;
  /** Sends, if the socket is live as far as is known here. What needs an answer is sent again when it is live anew. */
  send(frame: ClientFrame): boolean;
  /** Gives this connection up, as if it had been lost. */
  drop(): void;
  /** The network came back or changed, or the page woke up. */
  wake(): void;
  /** The estimate of the server's clock by this page's `performance.now`; null while there is none. */
  clock(): ClockEstimate | null;
}

export type OpenChannel = (options: ChannelOptions) => Channel;

/** A channel on the thread that makes it. */
export class DirectChannel implements Channel {
  private readonly socket: LiveSocket;
  private readonly heartbeat: Heartbeat;
  private readonly reading = new ClockReading(() => this.heartbeat.wake());

  constructor(options: ChannelOptions, onMeasured: (measured: Measured) => void = () => {}) {
    this.socket = new LiveSocket({
      ...options,
      onFrame: (frame) => this.receive(frame, options.onFrame),
      onPhase: (phase) => {
        if (phase !== 'live') this.heartbeat.stop();
        options.onPhase(phase);
      },
    });
    this.heartbeat = new Heartbeat({
      send: (frame) => this.socket.send(frame),
      onSilence: () => this.socket.drop(),
      onMeasured: (measured) => {
        this.reading.take(measured);
        onMeasured(measured);
      },
    });
  }

  start(): void {
    this.socket.start();
  }

  stop(): void {
    this.socket.stop();
  }

  send(frame: ClientFrame): boolean {
    return this.socket.send(frame);
  }

  drop(): void {
    this.socket.drop();
  }

  wake(): void {
    this.socket.hurry();
    this.heartbeat.wake();
  }

  clock(): ClockEstimate | null {
    return this.reading.now();
  }

  private receive(frame: ServerFrame, forward: (frame: ServerFrame) => void): void {
    if (frame.type === 'pong') return this.heartbeat.onPong(frame);
    if (frame.type === 'welcome') this.heartbeat.start();
    forward(frame);
  }
}
