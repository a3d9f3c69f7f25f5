/**
 * What the user asked for and the server has not yet answered. A gesture is a request, never a state: the page shows
 * what the server says. An unanswered request is sent again after a reconnect with the same id, so it is done once.
 */
import type { Code, Command } from './generated/protocol';
import type { ClientFrame } from './socket';

export type Outcome =
  | { readonly kind: 'done'; readonly seq: number }
  | { readonly kind: 'refused'; readonly code: Code; readonly message: string }
  /** No answer in time; nobody knows whether it was done. */
  | { readonly kind: 'unanswered' }
  /** A later request of the same type took its place before it was sent. */
  | { readonly kind: 'superseded' };

interface Intent {
  readonly id: string;
  readonly basedOn: number | null;
  readonly command: Command;
  readonly expiresAt: number;
  sent: boolean;
  readonly settle: (outcome: Outcome) => void;
}

/** How long a request lives: an old gesture must not surprise everybody after a long outage. */
export const INTENT_LIFETIME_MS = 30_000;

export class Intents {
  private readonly open = new Map<string, Intent>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: (frame: ClientFrame) => boolean,
    private readonly onChange: () => void = () => {},
    private readonly newId: () => string = randomId,
  ) {}

  /** Which types of command wait for an answer. */
  pending(): ReadonlySet<Command['type']> {
    return new Set([...this.open.values()].map((intent) => intent.command.type));
  }

  ask(command: Command, basedOn: number | null): Promise<Outcome> {
    this.supersede(command.type);
    return new Promise((settle) => {
      const expiresAt = performance.now() + INTENT_LIFETIME_MS;
      const intent: Intent = { id: this.newId(), basedOn, command, expiresAt, sent: false, settle };
      this.open.set(intent.id, intent);
      this.transmit(intent);
      this.arm();
      this.onChange();
    });
  }

  onDone(id: string, seq: number): void {
    this.settle(id, { kind: 'done', seq });
  }

  onRefused(id: string, code: Code, message: string): void {
    this.settle(id, { kind: 'refused', code, message });
  }

  /** What an event says was done needs no other answer: the connection may end before it. */
  happened(type: Command['type'], seq: number): void {
    for (const { id, command } of [...this.open.values()]) {
      if (command.type === type) this.settle(id, { kind: 'done', seq });
    }
  }

  /** The connection is live again: what has no answer is sent again, in order. */
  onLive(): void {
    for (const intent of this.open.values()) this.transmit(intent);
  }

  /** Nothing will be answered any more. */
  close(): void {
    for (const id of [...this.open.keys()]) this.settle(id, { kind: 'unanswered' });
  }

  private supersede(type: Command['type']): void {
    for (const { id, sent, command } of [...this.open.values()]) {
      if (!sent && command.type === type) this.settle(id, { kind: 'superseded' });
    }
  }

  private transmit(intent: Intent): void {
    const { id, basedOn, command } = intent;
    if (this.send({ type: 'command', id, based_on: basedOn, command })) intent.sent = true;
  }

  private settle(id: string, outcome: Outcome): void {
    const intent = this.open.get(id);
    if (intent === undefined) return;
    this.open.delete(id);
    intent.settle(outcome);
    this.arm();
    this.onChange();
  }

  private arm(): void {
    clearTimeout(this.timer);
    const [oldest] = this.open.values();
    if (oldest === undefined) return;
    const waitMs = Math.max(0, oldest.expiresAt - performance.now());
    this.timer = setTimeout(() => this.settle(oldest.id, { kind: 'unanswered' }), waitMs);
  }
}

/** 22 letters and digits. Not `crypto.randomUUID`, which pages without TLS do not have. */
export function randomId(): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
  const bytes = crypto.getRandomValues(new Uint8Array(22));
  return Array.from(bytes, (byte) => letters[byte % letters.length]).join('');
}
