/** What is known of this device: how long its player takes, and by how much its owner moves it. Kept between visits. */
import type { Latencies } from './start-latency';

/** Where texts are kept; the browser's localStorage, or a test's map. */
export interface Keep {
  recall(key: string): string | null;
  keep(key: string, value: string): void;
}

export interface DeviceFacts {
  readonly start?: Partial<Latencies>;
  /** The same for videos without sound. */
  readonly silentStart?: Partial<Latencies>;
  readonly seekMs?: number;
}

/** Half a second: the slowest wireless speakers. */
export const OFFSET_MAX_MS = 500;

const FACTS_KEY = 'sameframe.player';
const OFFSET_KEY = 'sameframe.offset';

export class Device {
  constructor(private readonly store: Keep) {}

  /** What an earlier visit learned; nothing where that cannot be read. */
  get facts(): DeviceFacts {
    try {
      const found: unknown = JSON.parse(this.store.recall(FACTS_KEY) ?? '{}');
      if (typeof found !== 'object' || found === null) return {};
      const { start, silentStart, seekMs } = found as Record<keyof DeviceFacts, unknown>;
      return {
        ...(isObject(start) ? { start: numbersOf(start) } : {}),
        ...(isObject(silentStart) ? { silentStart: numbersOf(silentStart) } : {}),
        ...(typeof seekMs === 'number' ? { seekMs } : {}),
      };
    } catch {
      return {};
    }
  }

  learned(facts: DeviceFacts): void {
    this.store.keep(FACTS_KEY, JSON.stringify(facts));
  }

  /** By how much this device plays ahead of the others, because its sound or picture comes out late. */
  get offsetMs(): number {
    return boundedOffset(Number(this.store.recall(OFFSET_KEY) ?? '0'));
  }

  set offsetMs(ms: number) {
    this.store.keep(OFFSET_KEY, String(boundedOffset(ms)));
  }
}

function boundedOffset(ms: number): number {
  return Number.isFinite(ms) ? Math.min(Math.max(Math.round(ms), -OFFSET_MAX_MS), OFFSET_MAX_MS) : 0;
}

function isObject(found: unknown): found is object {
  return typeof found === 'object' && found !== null;
}

function numbersOf(found: object): Partial<Latencies> {
  return Object.fromEntries(Object.entries(found).filter(([, ms]) => typeof ms === 'number'));
}
