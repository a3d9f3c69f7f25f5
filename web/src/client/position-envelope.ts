/**
 * The true position of a player whose position moves in steps: it is never ahead of the truth, and touches it just
 * after a step. So the truth is the highest of the last second's readings, each moved on to now. Pure.
 */

const WINDOW_MS = 1_000;

export class PositionEnvelope {
  private readings: { at: number; position: number }[] = [];
  private lastAt = 0;

  /** The player jumped or stood still. */
  reset(): void {
    this.readings = [];
  }

  /** Takes the position in seconds at `nowMs`, played at `rate` since the last reading. Returns the true one. */
  read(nowMs: number, position: number, rate: number): number {
    const moved = (Math.max(0, nowMs - this.lastAt) * rate) / 1000;
    this.lastAt = nowMs;
    this.readings = this.readings
      .filter(({ at }) => nowMs - at < WINDOW_MS)
      .map((reading) => ({ at: reading.at, position: reading.position + moved }));
    this.readings.push({ at: nowMs, position });
    return Math.max(...this.readings.map((reading) => reading.position));
  }
}
