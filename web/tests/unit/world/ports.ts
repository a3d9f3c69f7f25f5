/** A page and a worker in one thread: two ports, and what goes through them is copied as between threads. */

import type { WorkerPort } from '../../../src/client/worker-channel';
import { serve, type WorkerSurroundings } from '../../../src/client/worker-end';

class FakePort {
  other: FakePort | null = null;
  private readonly listeners: ((message: { data: never }) => void)[] = [];
  private readonly failures: (() => void)[] = [];

  addEventListener(type: string, listener: (message: { data: never }) => void): void {
    if (type === 'message') this.listeners.push(listener);
    else this.failures.push(listener as () => void);
  }

  /** Arrives at once: then the same expectations hold for a worker as for the page. */
  postMessage(message: unknown): void {
    const data = structuredClone(message) as never;
    for (const listener of this.other?.listeners ?? []) listener({ data });
  }

  fail(): void {
    for (const failed of this.failures) failed();
  }
}

/** Returns the page's port to a worker that serves. */
export function servingPort(surroundings: WorkerSurroundings): WorkerPort {
  const page = new FakePort();
  const worker = new FakePort();
  page.other = worker;
  worker.other = page;
  serve(worker, surroundings);
  return page;
}

/** A port to a worker whose script cannot be loaded. */
export function brokenPort(): WorkerPort & { fail(): void } {
  return new FakePort();
}
