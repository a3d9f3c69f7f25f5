/** What every player offers, whatever plays the video. Times are seconds; events are observations, never gestures. */
import type { Levels } from './levels';

export type PlayerEvent =
  /** The length became known. */
  | 'length'
  /** It moves or stands, or waits for data; ask the properties. */
  | 'changed'
  | 'ended'
  /** There are other levels, or another one of them is shown or chosen. */
  | 'levels'
  | 'error';

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface Player {
  readonly position: number;
  /** Null while unknown, and for streams without an end. */
  readonly length: number | null;
  readonly paused: boolean;
  readonly seeking: boolean;
  readonly ended: boolean;
  /** Whether it has sound to play: without, it starts at once. Null while that is not known. */
  readonly hasSound: boolean | null;
  /** Whether there is enough data to move. */
  readonly ready: boolean;
  readonly buffered: readonly TimeRange[];
  /** Why it failed, after an `error` event. */
  readonly failure: PlayerFailure | null;
  /** Only of players of streams. */
  readonly levels?: Levels;

  load(url: string): void;
  /** Fails with `NotAllowedError` where the browser wants a gesture first. */
  play(): Promise<void>;
  pause(): void;
  seek(position: number): void;
  /** `keepPitch` should change as rarely as possible: each change shifts the sound a little. */
  setRate(rate: number, keepPitch: boolean): void;
  setMuted(muted: boolean): void;
  setVolume(volume: number): void;
  listen(listener: (event: PlayerEvent) => void): () => void;
  destroy(): void;
}

/** What a player knows about its failure; `failure.ts` finds the reason. */
export interface PlayerFailure {
  readonly kind:
    | 'network'
    | 'decode'
    | 'not_supported'
    /** The site says that there is no such video any more. */
    | 'gone'
    /** The site, or the video's owner, does not let it be played here. */
    | 'not_embeddable'
    /** The channel is not live. */
    | 'offline';
  /** The HTTP status, where one came. */
  readonly status?: number;
}
