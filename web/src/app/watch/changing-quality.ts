/**
 * Goes over to another source of the video on screen, or to another of its levels, without anybody noticing: it is loaded beside the picture, a little ahead of
 * where everybody is, and takes the picture's place at that moment.
 */
import { absoluteUrl, type Level, playerFor, positionAt, type Video } from '../../client';
import { HLS, newElement } from '../media';
import type { Party } from './party';

/** By when it must have loaded. */
const WITHIN_MS = 20_000;
const LOOK_MS = 25;
/** So far ahead it is loaded first, and then twice as far each time that this was not enough. */
const AHEAD_S = 1;
const AHEAD_MAX_S = 8;
/** It may begin so much too early or too late: the rest is caught up by its speed. */
const EARLY_S = 0.06;
const LATE_S = 0.12;
/** A page that nobody sees looks about once a second. */
const UNSEEN_S = 2;
/** Copies of a video differ by less than this; what differs by more is another film. */
const LENGTH_TOLERANCE_S = 2;

export type Changed = 'done' | 'failed' | 'another';

export async function changeQuality(
  party: Party,
  source: Video,
  signal: AbortSignal,
  level: Level | null = null,
): Promise<Changed> {
  const { media } = party;
  const length = party.length.peek();
  const element = newElement(source);
  const player = await playerFor(source, element, HLS).catch(() => null);
  if (player === null || length === null) {
    player?.destroy();
    return 'failed';
  }
  player.setMuted(true);
  player.levels?.choose(level);
  player.load(absoluteUrl(source, location.origin));
  const until = performance.now() + WITHIN_MS;
  let ahead = AHEAD_S;
  let target: number | null = null;
  // A level that breaks gives way to others already here.
  const isChosen = () => level === null || player.levels?.chosen === level.id;
  while (!signal.aborted && player.failure === null && isChosen() && performance.now() < until) {
    const { timeline } = party.view.peek();
    const now = positionAt(timeline, party.serverNow());
    const isMoving = timeline.status === 'playing';
    const slackS = document.hidden ? UNSEEN_S : 0;
    const leftS = target === null ? null : target - now;
    if (player.length !== null && Math.abs(player.length - length) > LENGTH_TOLERANCE_S) {
      player.destroy();
      return 'another';
    }
    if (
      player.length !== null &&
      (leftS === null || leftS < -LATE_S - slackS || leftS > ahead * timeline.rate)
    ) {
      // Sought elsewhere, or it took too long.
      if (leftS !== null && leftS < 0) ahead = Math.min(2 * ahead, AHEAD_MAX_S);
      target = isMoving ? Math.min(now + ahead * timeline.rate, length) : now;
      player.seek(target);
    } else if (leftS !== null && player.ready && !player.seeking && (!isMoving || leftS < EARLY_S + slackS)) {
      media.exchange(source, { element, player });
      return 'done';
    }
    await new Promise((look) => setTimeout(look, LOOK_MS));
  }
  player.destroy();
  return 'failed';
}
