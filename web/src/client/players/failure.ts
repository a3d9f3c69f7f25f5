/** Why a video cannot be played here, in words that a person can act on. */
import type { Video, VideoKind } from '../generated/protocol';
import type { PlayerFailure } from './player';

export type FailureReason =
  /** The place of the video cannot be reached. */
  | 'network'
  | 'not_found'
  /** The place of the video wants a login. */
  | 'forbidden'
  /** The place of the video answers with an error of its own. */
  | 'server_error'
  /** The place of the video does not let other sites read it. */
  | 'cors'
  | 'codec'
  | 'web_page'
  /** A video over http in a page over https. */
  | 'mixed_content'
  /** A site does not let its video be played on other sites. */
  | 'not_embeddable'
  /** A channel that is not live. */
  | 'offline'
  /** A site whose player is not supported yet. */
  | 'site';

/** What a look at the address gave. */
export type Probe =
  | { readonly kind: 'answered'; readonly status: number; readonly type: string }
  /** There is an answer, but this page may not read it. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'silent' };

const SITES: readonly (readonly [string, string])[] = [
  ['youtube.com', 'YouTube'],
  ['youtu.be', 'YouTube'],
  ['vimeo.com', 'Vimeo'],
  ['netflix.com', 'Netflix'],
  ['primevideo.com', 'Prime Video'],
  ['disneyplus.com', 'Disney+'],
  ['hulu.com', 'Hulu'],
  ['max.com', 'Max'],
  ['twitch.tv', 'Twitch'],
  ['dailymotion.com', 'Dailymotion'],
];

const MEDIA_TYPE = /^(video|audio)\/|mpegurl|octet-stream/i;
const MEDIA_PATH = /\.(mp4|m4v|webm|ogv|mov|mkv|m3u8|mpd)$/i;
const PROBE_TIMEOUT_MS = 8_000;

/** What plays in a player of its site, or as a stream, is no page of a site. */
const NO_PAGE: readonly VideoKind[] = ['hls', 'dash', 'youtube', 'vimeo', 'dailymotion', 'twitch'];

/** Returns the name of a known site whose pages are no videos, or null. A direct file on its hosts is fine. */
export function siteOf({ url, kind }: Pick<Video, 'url' | 'kind'>): string | null {
  const { hostname, pathname } = new URL(url);
  if (NO_PAGE.includes(kind) || MEDIA_PATH.test(pathname)) return null;
  const site = SITES.find(([host]) => hostname === host || hostname.endsWith(`.${host}`));
  return site?.[1] ?? null;
}

export function reasonOf(
  failure: PlayerFailure,
  video: { url: string; kind: VideoKind },
  page: { protocol: string },
  probe: Probe,
): FailureReason {
  if (failure.kind === 'gone') return 'not_found';
  if (failure.kind === 'not_embeddable' || failure.kind === 'offline') return failure.kind;
  if (siteOf(video) !== null) return 'site';
  if (page.protocol === 'https:' && video.url.startsWith('http:')) return 'mixed_content';
  if (failure.status !== undefined) return reasonOfStatus(failure.status) ?? 'network';
  if (failure.kind === 'decode') return 'codec';
  if (probe.kind === 'silent') return 'network';
  if (probe.kind === 'hidden') {
    if (video.kind === 'hls' || video.kind === 'dash') return 'cors';
    return failure.kind === 'network' ? 'network' : 'codec';
  }
  const byStatus = reasonOfStatus(probe.status);
  if (byStatus !== null) return byStatus;
  if (/text\/html/i.test(probe.type)) return 'web_page';
  if (failure.kind === 'not_supported') return MEDIA_TYPE.test(probe.type) ? 'codec' : 'web_page';
  return 'network';
}

function reasonOfStatus(status: number): FailureReason | null {
  if (status === 404 || status === 410) return 'not_found';
  if (status === 401 || status === 403) return 'forbidden';
  if (status >= 400) return 'server_error';
  return null;
}

/** Looks at the address of a video that failed: its first bytes, and where that is not allowed, whether it lives. */
export async function probe(url: string, fetcher: typeof fetch = fetch): Promise<Probe> {
  const look = (mode: RequestMode) => {
    const headers: HeadersInit = mode === 'cors' ? { range: 'bytes=0-1023' } : {};
    const init = {
      mode,
      headers,
      credentials: 'omit',
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    } as const;
    return fetcher(url, init);
  };
  try {
    const response = await look('cors');
    void response.body?.cancel();
    return { kind: 'answered', status: response.status, type: response.headers.get('content-type') ?? '' };
  } catch {
    try {
      void (await look('no-cors')).body?.cancel();
      return { kind: 'hidden' };
    } catch {
      return { kind: 'silent' };
    }
  }
}
