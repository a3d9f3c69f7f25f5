/** A video in the player of another site needs a page that lets frames in: the server has one at an address of its own. */
import { isEmbedded, type Video } from '../client';

const END = '/embedded';

/** Goes to where such a video can be shown; false where it can be shown here. */
export function leavesFor(video: Pick<Video, 'kind'>): boolean {
  if (!isEmbedded(video) || location.pathname.endsWith(END)) return false;
  const { pathname, search, hash } = location;
  location.replace(`${pathname.replace(/\/$/, '')}${END}${search}${hash}`);
  return true;
}
