import type { Recommendation, RecommendationReason } from '../../client';
import { recommendationText as words } from '../text-recommendations';

/** Why something is recommended, in words; the strongest reason is enough. `fits` says whose taste it fits. */
export function reasonWords({ reasons }: Recommendation, fits: string): string {
  const [reason] = reasons;
  return reason === undefined ? words.isNew : oneReason(reason, fits);
}

/** Likewise, for people together: what is named is what all of them have watched together. */
export function reasonForGroup({ reasons }: Recommendation): string {
  const [reason] = reasons;
  if (reason === undefined) return words.isNew;
  return 'title' in reason ? words.together(reason.title) : oneReason(reason, words.fitsGroup);
}

function oneReason(reason: RecommendationReason, fits: string): string {
  switch (reason.code) {
    case 'because_of':
      return words.because(reason.title);
    case 'next_after':
      return words.after(reason.title);
    case 'similar_to':
      return words.like(reason.title);
    case 'hot':
      return words.hot;
    case 'fits':
      return fits;
  }
}
