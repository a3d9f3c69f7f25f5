/** Why a video cannot be played here, and what to do. */
import type { FailureReason } from '../client';

export const failures: Record<FailureReason, { what: string; todo: string }> = {
  network: {
    what: 'The place where the video is does not answer.',
    todo: 'Check your connection, or open the link in a new tab to see whether it works there.',
  },
  not_found: {
    what: 'There is no video at this address any more.',
    todo: 'Check the link for a typing error, or ask whoever started the session for another one.',
  },
  forbidden: {
    what: 'The place where the video is does not let you see it.',
    todo: 'It may want a login, or the link may have run out. A link that works in a private window works here.',
  },
  server_error: {
    what: 'The place where the video is has a problem of its own.',
    todo: 'Try again in a moment.',
  },
  cors: {
    what: 'The place where this stream is does not allow other sites to play it.',
    todo: 'Its owner would have to allow it (CORS). A direct link to a video file often works.',
  },
  codec: {
    what: 'Your browser does not know this video’s format.',
    todo: 'Try another browser. MP4 with H.264 and WebM play almost everywhere.',
  },
  web_page: {
    what: 'This link leads to a web page, not to a video file.',
    todo: 'Use the address of the video itself. It usually ends in .mp4, .webm or .m3u8.',
  },
  mixed_content: {
    what: 'The video is at an http address, and this page came over https.',
    todo: 'Browsers block that. Try the same link with https.',
  },
  not_embeddable: {
    what: 'Its owner, or the site, does not let this video be played outside of the site.',
    todo: 'Choose another video. A blocker in your browser can keep a site’s player out, too.',
  },
  offline: {
    what: 'This channel is not live now.',
    todo: 'Try again when it is.',
  },
  site: {
    what: 'Videos from this site cannot be played here.',
    todo: 'Links to videos on YouTube, Vimeo, Dailymotion and Twitch work, and direct links to video files and streams.',
  },
};
