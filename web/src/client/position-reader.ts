/** Where a player really is: null while what it tells is not yet to be believed. */
import type { DriftProfile } from './drift-profiles';
import type { Player } from './players/player';
import { PositionEnvelope } from './position-envelope';

/** A player that does not move for so long after a start or a seek is behind, and not just starting. */
const STARTING_MAX_MS = 1_000;
const MOVED_S = 0.001;

export class PositionReader {
  private readonly envelope = new PositionEnvelope();
  /** Since when and where it stands although it was told to move. */
  private still: { at: number; position: number } | null = null;
  private trustFrom = Number.NEGATIVE_INFINITY;

  constructor(private readonly profile: DriftProfile) {}

  /** The player was told to start, or to go on elsewhere. */
  expectMotion(player: Player, nowMs: number): void {
    this.still = { at: nowMs, position: player.position };
    this.envelope.reset();
  }

  /** Whether it has begun to move since it was asked last. */
  justMoved(player: Player, nowMs: number): boolean {
    if (this.still === null) return false;
    const waits = nowMs - this.still.at < STARTING_MAX_MS;
    if (waits && Math.abs(player.position - this.still.position) < MOVED_S) return false;
    this.still = null;
    this.trustFrom = nowMs + this.profile.startNoiseMs;
    return true;
  }

  /** `rate` is what it was played at since it was read last. */
  read(player: Player, nowMs: number, rate: number): number | null {
    if (this.still !== null || nowMs < this.trustFrom) return null;
    const { position } = player;
    return this.profile.positionStepMs > 0 ? this.envelope.read(nowMs, position, rate) : position;
  }
}
