/**
 * What the rigs of the rivals' rules have in common. A rival is its rules and numbers, restated from what is public
 * about it; it is not its product. The page (`page/main.ts`) drives a plain `<video>` by them.
 */

/** What a rule is shown. Positions in seconds, times in milliseconds. */
export interface Look {
  /** By the page's own clock. */
  readonly nowMs: number;
  /** Where the player should be by the timeline, by the clock that the rival has. */
  readonly target: number;
  readonly position: number;
  /** Where everybody was when the relay told, this page among them; empty where a rival has no such thing. */
  readonly everybody: readonly number[];
  /** Half of the least round trip. */
  readonly oneWayMs: number;
}

export type Step =
  | { readonly kind: 'none' }
  | { readonly kind: 'rate'; readonly rate: number }
  | { readonly kind: 'seek'; readonly position: number };

export const NOTHING: Step = { kind: 'none' };

export interface Rival {
  readonly rules: Rules;
  /** The timeline changed, or the player was started or moved by it. */
  changed(nowMs: number): void;
  correct(look: Look): Step;
}

export interface Rules {
  /** `scheduled`: at the moment that the timeline names. `heard`: as soon as the page hears of it. */
  readonly starts: 'scheduled' | 'heard';
  /**
   * `ours`: our estimate of the server's clock. `jellyfin`: theirs of it. `heard`: from when the page heard of the
   * timeline, however old that was.
   */
  readonly clock: 'ours' | 'jellyfin' | 'heard';
  /** What a seek does: the page moves at once, or leaves it to `correct`. */
  readonly jumps: 'at_once' | 'by_correction';
  /** What a pause does besides. */
  readonly pauses: 'at_the_position' | 'where_it_is';
  /** When `correct` is asked: with the element's `timeupdate`, every so many milliseconds, or when the relay told. */
  readonly looks: 'timeupdate' | 'relay' | number;
}
