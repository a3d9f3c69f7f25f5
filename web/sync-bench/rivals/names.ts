/** The rivals, by the names that they have in the figures. */
import { Jellyfin } from './jellyfin';
import { MediaSync } from './mediasync';
import { OpenTogetherTube } from './opentogethertube';
import type { Rival } from './rival';
import { Syncplay } from './syncplay';
import { WatchParty } from './watchparty';

export const RIVALS = {
  mediasync: () => new MediaSync(),
  jellyfin: () => new Jellyfin('on'),
  jellyfin_default: () => new Jellyfin('off'),
  opentogethertube: () => new OpenTogetherTube(),
  watchparty: () => new WatchParty(),
  syncplay: () => new Syncplay(),
} satisfies Record<string, () => Rival>;

export type RivalName = keyof typeof RIVALS;

export const RIVAL_NAMES = Object.keys(RIVALS) as RivalName[];

export function isRivalName(name: string): name is RivalName {
  return name in RIVALS;
}
