/** Which videos somebody has watched in a session, by what they are called. */
import type { Visit, Watched } from '../../client';
import { catalogue } from '../videos/known';

/** What videos are called, by their ids. */
export type Titles = ReadonlyMap<string, string>;

/** So many of one session are named; the rest are counted. */
export const NAMED_MAX = 5;
/** The server is asked of so many at once. */
const ASKED_MAX = 50;

interface Named extends Watched {
  readonly title: string;
}

/** The videos of a visit that have a name, the last first. */
export function videosOf({ session, watched }: Visit, titles: Titles): Named[] {
  return watched
    .flatMap((one) => {
      // A session of one video is called as that, until somebody calls it otherwise.
      const title = titles.get(one.video);
      return title === undefined || (watched.length === 1 && title === session.title)
        ? []
        : [{ ...one, title }];
    })
    .slice(0, NAMED_MAX);
}

/** Asks what the videos of some visits are called. Without the catalogue a history is one of sessions. */
export async function titlesOf(visits: readonly Visit[]): Promise<Titles> {
  const ids = [
    ...new Set(visits.flatMap(({ watched }) => watched.slice(0, NAMED_MAX)).map(({ video }) => video)),
  ];
  const pages = Array.from({ length: Math.ceil(ids.length / ASKED_MAX) }, (_, page) =>
    catalogue.known(ids.slice(page * ASKED_MAX, (page + 1) * ASKED_MAX)).catch(() => []),
  );
  const known = (await Promise.all(pages)).flat();
  return new Map(known.flatMap(({ id, title }) => (title === null || title === '' ? [] : [[id, title]])));
}
