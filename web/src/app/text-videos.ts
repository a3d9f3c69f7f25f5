/** What people read about the catalogue. */

/** What is named by itself; a provider that an operator has named is `feed:club`, `jellyfin:home`. */
const SORTS: Readonly<Record<string, string>> = {
  archive: 'Internet Archive',
  dailymotion: 'Dailymotion',
  jellyfin: 'Jellyfin',
  library: 'This server',
  peertube: 'PeerTube',
  stremio: 'Stremio',
  twitch: 'Twitch',
  vimeo: 'Vimeo',
  youtube: 'YouTube',
};

/** Languages are told by their codes where those are known, and else as providers write them. */
function languageName(key: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(key) ?? key;
  } catch {
    return key;
  }
}

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
  filters: 'Filters',
  any: 'Any',
  clear: 'Clear filters',
  year: 'Year',
  decade: (from: number) => `${from}s`,
  years: (from: number, to: number) => (from === to ? `${from}` : `${from} to ${to}`),
  length: 'Length',
  lengths: { short: 'Under 20 minutes', medium: '20 to 70 minutes', long: 'Over 70 minutes' },
  language: 'Language',
  languageName,
  tag: 'About',
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
  nothingNarrowed: (words: string) =>
    words === '' ? 'Nothing fits these filters.' : `Nothing with these filters fits “${words}”.`,
  empty: 'There is nothing in the catalogue of this server yet.',
  operators:
    'Whoever runs the server fills it with folders of videos (--library), and in sameframe.toml: with a Jellyfin, a PeerTube, the Internet Archive, Stremio add-ons, or a list of their own. How that is done stands in docs/library.md and docs/providers.md.',
  elsewhere: 'Look at the source',
  looking: 'Looking…',
  paste: 'Or paste a link to a video',
};
