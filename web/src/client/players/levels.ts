/** The qualities that a stream carries in itself. */

export interface Level {
  /** Holds until the player tells of other levels. */
  readonly id: string;
  /** Null where the stream does not say. */
  readonly height: number | null;
  /** In bits per second; 0 where the stream does not say. */
  readonly bitrate: number;
}

/** What a player knows of them; it tells `levels` when any of it changes. */
export interface Levels {
  /** Those with a picture, in no order; none before they are known. */
  readonly all: readonly Level[];
  /** The id of the one on screen; null before there is one. */
  readonly shown: string | null;
  /** The id of the one that was asked for; null where the player chooses by itself. */
  readonly chosen: string | null;
  /** Whether another one comes on screen only when what has loaded is over: a minute later, or never. */
  readonly lingers: boolean;

  /** Goes on in this one, or, with null, in whatever the player finds fitting. The picture does not stop for it. */
  choose(level: Level | null): void;
}
