/**
 * A channel whose socket and clock live in a worker: a busy page does not make answers look late, and a hidden one, whose
 * timers run once a minute, does not fall silent.
 */

import { type Channel, type ChannelOptions, DirectChannel } from './channel';
import type { ClockEstimate } from './clock';
import { ClockGap } from './clock-gap';
import { ClockReading, type Measured } from './clock-reading';
import type { ClientFrame, SocketPhase } from './socket';
import type { FromWorker, Port, Question, ToWorker } from './worker-end';

export type WorkerPort = Port<FromWorker, ToWorker> & {
  addEventListener(type: 'error', listener: () => void): void;
};

/** In a worker where there are workers, else on this thread. */
export function openChannel(options: ChannelOptions): Channel {
  try {
    const worker = new Worker(new URL('./channel.worker.ts', import.meta.url), { type: 'module' });
    return new WorkerChannel(options, worker);
  } catch {
    // No workers here, or the library's files come from another origin.
    return new DirectChannel(options);
  }
}

export class WorkerChannel implements Channel {
  private phase: SocketPhase = 'waiting';
  private heard = false;
  private over = false;
  private gap: ClockGap | null = null;
  private readonly reading = new ClockReading(() => this.wake());

  constructor(
    private readonly options: ChannelOptions,
    private readonly port: WorkerPort,
  ) {
    port.addEventListener('message', ({ data }) => this.receive(data));
    port.addEventListener('error', () => this.fail());
  }

  start(): void {
    this.port.postMessage({ type: 'start', url: this.options.url });
    this.tick();
  }

  stop(): void {
    if (this.over) return;
    this.over = true;
    this.port.postMessage({ type: 'stop' });
    this.enter('stopped');
  }

  send(frame: ClientFrame): boolean {
    if (this.phase !== 'live') return false;
    this.port.postMessage({ type: 'send', frame });
    return true;
  }

  drop(): void {
    this.port.postMessage({ type: 'drop' });
  }

  wake(): void {
    this.port.postMessage({ type: 'wake' });
  }

  clock(): ClockEstimate | null {
    return this.reading.now();
  }

  private receive(message: FromWorker): void {
    if (this.over) return;
    this.heard = true;
    switch (message.type) {
      case 'frame':
        return this.options.onFrame(message.frame);
      case 'phase':
        return this.enter(message.phase);
      case 'gone':
        return this.options.onGone();
      case 'ask':
        return void this.answer(message.id, message.question);
      case 'measured':
        return this.take(message.measured);
      case 'tock':
        this.gap ??= new ClockGap(performance.timeOrigin - message.origin);
        return this.gap.narrow(message.sent, message.there, performance.now());
    }
  }

  private async answer(id: number, question: Question): Promise<void> {
    const { hello, onTokenRefused } = this.options;
    const answer = await (question === 'hello' ? hello() : onTokenRefused());
    if (!this.over) this.port.postMessage({ type: 'answer', id, answer });
  }

  /** From the worker's clock to the page's. */
  private take({ estimate, at, lead }: Measured): void {
    const gap = this.gap?.ms ?? 0;
    this.reading.take({
      estimate: { ...estimate, offsetMs: estimate.offsetMs + gap },
      at: at - gap,
      lead: lead + gap,
    });
    this.tick();
  }

  private tick(): void {
    this.port.postMessage({ type: 'tick', sent: performance.now() });
  }

  private enter(phase: SocketPhase): void {
    if (this.phase === phase) return;
    this.phase = phase;
    this.options.onPhase(phase);
  }

  /** Only a worker that never said anything has failed to start; the browser reports later errors by itself. */
  private fail(): void {
    if (this.heard || this.over) return;
    this.over = true;
    this.options.onBroken();
  }
}
