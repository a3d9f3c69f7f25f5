import { useSignal } from '@preact/signals';
import { Catalogue, type ResolvedVideos } from '../../client';
import { asMe, rest } from '../identity';
import { videosText as words } from '../text-videos';
import { troubleWords } from '../ui/trouble-words';
import { VideoCard } from './VideoCard';

const catalogue = new Catalogue(rest);

type Stands =
  | { readonly at: 'looking' }
  | { readonly at: 'failed'; readonly why: string }
  | { readonly at: 'found'; readonly list: ResolvedVideos };

interface SearchElsewhereProps {
  wanted: string;
  /** Who looks for words themselves. */
  providers: readonly string[];
}

/** The same words, looked for by a provider itself: it has more than it lists here. */
export function SearchElsewhere({ wanted, providers }: SearchElsewhereProps) {
  const stands = useSignal<Stands | null>(null);
  const look = (provider: string) => {
    stands.value = { at: 'looking' };
    asMe((token) => catalogue.search(token, provider, wanted)).then(
      (list) => {
        stands.value = { at: 'found', list };
      },
      (error: unknown) => {
        stands.value = { at: 'failed', why: troubleWords(error) };
      },
    );
  };
  const now = stands.value;
  return (
    <section class="search-elsewhere" aria-label={words.elsewhere}>
      <fieldset class="video-providers">
        <legend class="note">{words.elsewhere}</legend>
        {providers.map((id) => (
          <button
            key={id}
            type="button"
            class="button"
            data-testid="search-elsewhere"
            data-provider={id}
            disabled={now?.at === 'looking'}
            onClick={() => look(id)}
          >
            {words.provider(id)}
          </button>
        ))}
      </fieldset>
      <p class={now?.at === 'failed' ? 'note bad' : 'note'} role="status" data-testid="elsewhere-found">
        {now !== null && told(now, wanted)}
      </p>
      {now?.at === 'found' && (
        <ul class="video-grid" aria-label={words.elsewhere}>
          {now.list.videos.map((video) => (
            <VideoCard key={video.id} video={video} />
          ))}
        </ul>
      )}
    </section>
  );
}

function told(now: Stands, wanted: string): string {
  if (now.at === 'looking') return words.looking;
  if (now.at === 'failed') return now.why;
  const { videos, more } = now.list;
  return videos.length === 0 ? words.nothing(wanted) : words.found(videos.length, !more);
}
