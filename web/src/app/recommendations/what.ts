import type { Recommendation } from '../../client';

/** What the server is asked to play: what it has itself by its id, and all else by its address. */
export function whatToPlay({ listed, video }: Recommendation): { video_id: string } | { url: string } {
  return listed || video.id === 'sample' ? { video_id: video.id } : { url: video.url };
}
