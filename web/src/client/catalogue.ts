/** The REST calls of what there is to watch. */
import type {
  CatalogFilters,
  CatalogPage,
  CatalogVideo,
  LengthClass,
  ResolvedVideos,
} from './generated/protocol';
import type { Rest } from './rest';

/** Which videos; all of them where nothing is said. */
export interface VideosAsked {
  readonly q?: string;
  readonly provider?: string;
  /** Of this year or a later one, and of this year or an earlier one. */
  readonly from_year?: number;
  readonly to_year?: number;
  readonly length?: LengthClass;
  /** What is spoken. */
  readonly language?: string;
  /** What it is about. */
  readonly tag?: string;
  /** Where the page before has ended. */
  readonly cursor?: string;
  readonly limit?: number;
}

export class Catalogue {
  constructor(private readonly rest: Rest) {}

  /** A page of what providers and the server's own folders have, by title. */
  videos(asked: VideosAsked = {}): Promise<CatalogPage> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(asked)) query.set(name, String(value));
    return this.rest.ask(`/api/videos?${query}`);
  }

  /** What listed videos can be told apart by. */
  filters(): Promise<CatalogFilters> {
    return this.rest.ask('/api/videos/filters');
  }

  /** What is known of these videos, listed or not; at most 50 at once. */
  async known(ids: readonly string[]): Promise<readonly CatalogVideo[]> {
    const query = new URLSearchParams({ ids: ids.join(',') });
    return (await this.rest.ask<CatalogPage>(`/api/videos?${query}`)).videos;
  }

  /** Lets a provider look for words. */
  search(token: string, provider: string, q: string): Promise<ResolvedVideos> {
    return this.rest.ask('/api/videos/search', { method: 'POST', token, body: { provider, q } });
  }

  /** What is at an address: a video, or the first ones of a playlist or a channel. */
  resolve(token: string, url: string): Promise<ResolvedVideos> {
    return this.rest.ask('/api/videos/resolve', { method: 'POST', token, body: { url } });
  }
}
