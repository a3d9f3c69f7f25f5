/** What people read about the catalogue. */

/** What is named by itself; a provider that an operator has named is `feed:club`, `jellyfin:home`. */
const SORTS: Readonly<Record<string, string>> = {
  archive: 'Internet Archive',
  dailymotion: 'Dailymotion',
  jellyfin: 'Jellyfin',
  peertube: 'PeerTube',
  stremio: 'Stremio',
  twitch: 'Twitch',
  vimeo: 'Vimeo',
  youtube: 'YouTube',
};

export const videosText = {
  title: 'Videos',
  browse: 'Browse videos',
  search: 'Search videos',
  searchHint: 'Words of the title, or what it is about',
  providers: 'From where',
  everywhere: 'Everywhere',
  provider: (id: string): string => {
    const [sort = id, name] = id.split(':');
    const known = SORTS[sort];
    if (name === undefined) return known ?? id;
    return known === undefined ? name : `${known} (${name})`;
  },
  found: (n: number, isAll: boolean) =>
    `${n === 1 ? '1 video' : `${n} videos`}${isAll ? '' : ', and there are more'}`,
  untitled: 'A video without a title',
  live: 'Live',
  watch: 'Watch together',
  openPage: 'Open its page',
  openPageLabel: (title: string) => `Open the page of ${title}, which is watched there`,
  openList: 'See the episodes',
  openListLabel: (title: string) => `See the episodes of ${title}`,
  nothingIn: 'There is nothing in it.',
  watchLabel: (title: string) => `Watch together: ${title}`,
  starting: 'Starting…',
  more: 'More',
  nothing: (words: string) =>
    words === '' ? 'There is nothing from here any more.' : `Nothing fits “${words}”.`,
  empty: 'There is nothing in the catalogue of this server yet.',
  operators:
    'Whoever runs the server fills it in sameframe.toml: with a Jellyfin, a PeerTube, the Internet Archive, Stremio add-ons, or a list of their own. How that is done stands in docs/providers.md.',
  elsewhere: 'Look at the source',
  looking: 'Looking…',
  paste: 'Or paste a link to a video',
};
