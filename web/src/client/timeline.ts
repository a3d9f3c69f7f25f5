/**
 * The state vector and the equation, the twin of `crates/timeline`: both pass `vectors/timeline.json`.
 *
 *     position(now) = position + rate * max(0, now - at)    while playing, never past `length`
 *     position(now) = position                              while paused
 *
 * An `at` in the future is a scheduled start: until then the position stands still.
 * The sums run in microseconds and thousandths, which are whole numbers, so that both twins round alike.
 */
import type { Status, Timeline } from './generated/protocol';

/** The part of a timeline that the equation needs. */
export type Motion = Pick<Timeline, 'status' | 'position' | 'rate' | 'at' | 'length'>;

/** The largest position, 100 days, in microseconds. */
const POSITION_US_MAX = 100 * 24 * 3600 * 1e6;

/** Returns the position in seconds that everybody should see at the server time `nowMs`. */
export function positionAt(motion: Motion, nowMs: number): number {
  const movedUs = motion.status === 'playing' ? Math.max(0, nowMs - motion.at) * thousandths(motion.rate) : 0;
  return clamped(micros(motion.position) + movedUs, motion.length) / 1e6;
}

/** Returns the server time at which the media reaches its end, or null while it stands or has no known end. */
export function endsAt(motion: Motion): number | null {
  if (motion.status !== 'playing' || motion.length === undefined) return null;
  const leftUs = Math.max(0, micros(motion.length) - micros(motion.position));
  return motion.at + Math.ceil(leftUs / thousandths(motion.rate));
}

/** Says the same from another moment on, standing still or moving. */
export function rebased<T extends Motion>(motion: T, status: Status, nowMs: number): T {
  return { ...motion, status, position: positionAt(motion, nowMs), at: nowMs };
}

function clamped(us: number, length: number | undefined): number {
  const end = length === undefined ? POSITION_US_MAX : Math.min(micros(length), POSITION_US_MAX);
  return Math.min(Math.max(us, 0), end);
}

function micros(seconds: number): number {
  return Math.round(seconds * 1e6);
}

function thousandths(rate: number): number {
  return Math.round(rate * 1e3);
}
