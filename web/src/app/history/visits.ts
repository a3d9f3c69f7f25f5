/** What somebody has watched, as the pages show it. */
import type { Visit } from '../../client';

/** With less left than this a video counts as seen to its end. */
const LEFT_SHARE = 0.05;
/** Who has seen less has hardly begun. */
const BEGUN_S = 30;

/** Where somebody stopped in the video on screen, where there is something left of it; null otherwise. */
export function stoppedAt({ session, watched }: Visit): number | null {
  const last = watched.find(({ video }) => video === session.video.id);
  if (last === undefined || last.position < BEGUN_S) return null;
  const { length_s: length } = session;
  if (length !== null && last.position > length * (1 - LEFT_SHARE)) return null;
  return last.position;
}

/**
 * What can be watched on: sessions that go on, and videos that were not seen to their end, each once. Where the server says
 * that one is banned, nothing goes on.
 */
export function unfinished(visits: readonly Visit[], max: number): Visit[] {
  const seen = new Set<string>();
  const open: Visit[] = [];
  for (const visit of visits) {
    const { session } = visit;
    if (visit.banned || seen.has(session.video.id)) continue;
    seen.add(session.video.id);
    if (session.state === 'live' || stoppedAt(visit) !== null) open.push(visit);
  }
  return open.slice(0, max);
}
