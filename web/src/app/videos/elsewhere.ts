/** What is watched on its own page. */
import type { CatalogVideo } from '../../client';

/**
 * Whether a video is watched on its own page for certain. A feed says so itself; the lists of other providers do not say how
 * a video plays, and it is found out when somebody wants to watch it.
 */
export function isElsewhere({ kind, provider }: Pick<CatalogVideo, 'kind' | 'provider'>): boolean {
  return kind === 'page' && provider.startsWith('feed:');
}
