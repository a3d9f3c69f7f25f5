import '../styles/videos.css';
import { useEffect, useMemo } from 'preact/hooks';
import type { CatalogPage } from '../../client';
import { navigate } from '../router';
import { text } from '../text';
import { videosText as words } from '../text-videos';
import { Header } from '../ui/Header';
import { type Asked, askedIn, isNarrowed, isReworded, videosPath } from './asked';
import { Filters } from './Filters';
import { type Found, useFound } from './found';
import { PasteLink } from './PasteLink';
import { Providers } from './Providers';
import { SearchElsewhere } from './SearchElsewhere';
import { SearchField } from './SearchField';
import { VideoCard } from './VideoCard';

/** What there is to watch on this server; `id` is what the address looks for. */
export function VideosPage({ id: search }: { id: string }) {
  const asked = useMemo(() => askedIn(search), [search]);
  const found = useFound(asked);
  useEffect(() => {
    document.title = `${words.title} · ${text.app}`;
  }, []);
  const ask = (change: Partial<Asked>) => {
    // The address may be newer than what is shown.
    const before = askedIn(location.search);
    const now = { ...before, ...change };
    navigate(videosPath(now), isReworded(before, now) ? 'instead' : 'onward');
  };
  return (
    <div class="page">
      <Header />
      <main class="videos">
        <h1>{words.title}</h1>
        <SearchField wanted={asked.words} onWanted={(wanted) => ask({ words: wanted })} />
        <Providers
          providers={found.page.value?.providers ?? []}
          chosen={asked.provider}
          onChoose={(provider) => ask({ provider })}
        />
        <Filters chosen={asked} onChoose={ask} />
        <Results found={found} asked={asked} />
      </main>
    </div>
  );
}

function Results({ found, asked }: { found: Found; asked: Asked }) {
  const page = found.page.value;
  const videos = page?.videos ?? [];
  return (
    <>
      <p class="note" role="status" data-testid="videos-found">
        {found.busy.value ? text.loading : page !== null && told(page, asked)}
      </p>
      {found.trouble.value !== null && (
        <p class="note bad" role="alert" data-testid="videos-failed">
          {found.trouble.value}{' '}
          <button type="button" class="linklike" data-testid="videos-again" onClick={found.more}>
            {text.tryAgain}
          </button>
        </p>
      )}
      <ul class="video-grid" aria-label={words.title} aria-busy={found.busy.value}>
        {videos.map((video) => (
          <VideoCard key={video.id} video={video} />
        ))}
      </ul>
      {page !== null && page.next !== null && (
        <button type="button" class="button large" data-testid="more-videos" onClick={found.more}>
          {words.more}
        </button>
      )}
      {page !== null && asked.words !== '' && page.searches.length > 0 && (
        <SearchElsewhere key={asked.words} wanted={asked.words} providers={page.searches} />
      )}
      {page?.providers.length === 0 && (
        <p class="note" data-testid="catalogue-empty">
          {words.operators}
        </p>
      )}
      {videos.length === 0 && (page !== null || found.trouble.value !== null) && <PasteLink />}
    </>
  );
}

function told({ videos, next, providers }: CatalogPage, asked: Asked): string {
  if (providers.length === 0) return words.empty;
  if (videos.length > 0) return words.found(videos.length, next === null);
  return isNarrowed(asked) ? words.nothingNarrowed(asked.words) : words.nothing(asked.words);
}
