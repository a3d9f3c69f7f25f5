/** The worker's end of a channel: the very channel that a page would have, and messages there and back. */

import { type ChannelOptions, DirectChannel } from './channel';
import type { Measured } from './clock-reading';
import type { LogPosition, ServerFrame } from './generated/protocol';
import type { ClientFrame, SocketPhase } from './socket';

/** What only the page knows. */
export interface Answers {
  hello: { token: string; resume?: LogPosition };
  token_refused: 'retry' | 'stop';
}

export type Question = keyof Answers;

export type ToWorker =
  | { type: 'start'; url: string }
  | { type: 'stop' }
  | { type: 'send'; frame: ClientFrame }
  | { type: 'drop' }
  | { type: 'wake' }
  | { type: 'answer'; id: number; answer: Answers[Question] }
  /** When it was sent, by the page's clock. */
  | { type: 'tick'; sent: number };

export type FromWorker =
  | { type: 'frame'; frame: ServerFrame }
  | { type: 'phase'; phase: SocketPhase }
  | { type: 'gone' }
  /** The question follows every frame that came before it, so the answer counts them all. */
  | { type: 'ask'; id: number; question: Question }
  /** By the worker's clock. */
  | { type: 'measured'; measured: Measured }
  | { type: 'tock'; sent: number; there: number; origin: number };

/** One end of a message channel. */
export interface Port<In, Out> {
  postMessage(message: Out): void;
  addEventListener(type: 'message', listener: (message: { data: In }) => void): void;
}

export type WorkerSurroundings = Partial<Pick<ChannelOptions, 'WebSocket' | 'fetch' | 'random'>> & {
  /** Nothing will be asked of this worker any more. */
  readonly onStop?: () => void;
};

/** Serves one page. */
export function serve(port: Port<ToWorker, FromWorker>, surroundings: WorkerSurroundings = {}): void {
  const waiting = new Map<number, (answer: never) => void>();
  let asked = 0;
  let channel: DirectChannel | null = null;

  const ask = <Q extends Question>(question: Q) =>
    new Promise<Answers[Q]>((answered) => {
      asked += 1;
      waiting.set(asked, answered);
      port.postMessage({ type: 'ask', id: asked, question });
    });
  const open = (url: string) =>
    new DirectChannel(
      {
        ...surroundings,
        url,
        hello: () => ask('hello'),
        onFrame: (frame) => port.postMessage({ type: 'frame', frame }),
        onPhase: (phase) => port.postMessage({ type: 'phase', phase }),
        onTokenRefused: () => ask('token_refused'),
        onGone: () => port.postMessage({ type: 'gone' }),
        onBroken: () => {},
      },
      (measured) => port.postMessage({ type: 'measured', measured }),
    );

  const receive = (message: ToWorker): void => {
    switch (message.type) {
      case 'start':
        channel = open(message.url);
        return channel.start();
      case 'stop':
        channel?.stop();
        return surroundings.onStop?.();
      case 'send':
        return void channel?.send(message.frame);
      case 'drop':
        return channel?.drop();
      case 'wake':
        return channel?.wake();
      case 'answer':
        waiting.get(message.id)?.(message.answer as never);
        return void waiting.delete(message.id);
      case 'tick': {
        const there = performance.now();
        return port.postMessage({ type: 'tock', sent: message.sent, there, origin: performance.timeOrigin });
      }
    }
  };
  port.addEventListener('message', ({ data }) => receive(data));
}
