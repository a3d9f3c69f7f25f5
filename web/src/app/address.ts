/** What a video's address says to people. */
import { text } from './text';

const LIBRARY = '/media/library/';
const RELAY = '/media/relay/';

/** The address itself; in words where it is a path on this server, which says nothing to anybody. */
export function addressWords(url: string): string {
  if (url.startsWith(LIBRARY)) return text.address.ownVideo;
  if (url.startsWith(RELAY)) return text.address.passedOn;
  return url.startsWith('/') ? text.address.sample : url;
}

/** One more than the server takes, so that it refuses a link that was cut. */
export const LINK_CHARS_MAX = 2_049;
