import '../styles/home.css';
import '../styles/history.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Visit } from '../../client';
import { formatAgo, formatDuration, formatTime, listed } from '../format';
import { asMe, rest } from '../identity';
import { replayPath, watchPath } from '../router';
import { text } from '../text';
import { Header } from '../ui/Header';
import { Link } from '../ui/Link';
import { GoOn } from './GoOn';
import { stoppedAt } from './visits';
import { type Titles, titlesOf, videosOf } from './watched';

const PAGE = 20;

/** What I have watched, how far, and with whom. */
export function HistoryPage() {
  const visits = useSignal<readonly Visit[] | null>(null);
  const next = useSignal<string | null>(null);
  const failed = useSignal(false);
  const titles = useSignal<Titles>(new Map());
  const more = async () => {
    try {
      const cursor = next.value ?? undefined;
      const page = await asMe((token) => rest.history(token, PAGE, cursor));
      visits.value = [...(visits.value ?? []), ...page.visits];
      next.value = page.next;
      failed.value = false;
      const found = await titlesOf(page.visits);
      titles.value = new Map([...titles.value, ...found]);
    } catch {
      failed.value = true;
    }
  };
  useEffect(() => {
    document.title = `${text.history.title} · ${text.app}`;
    void more();
  }, []);
  return (
    <div class="page">
      <Header />
      <main class="history">
        <h1>{text.history.title}</h1>
        <p class="note">{text.history.intro}</p>
        {failed.value && (
          <p class="note bad" role="status">
            {text.history.failed}{' '}
            <button type="button" class="linklike" onClick={() => void more()}>
              {text.tryAgain}
            </button>
          </p>
        )}
        {visits.value === null && !failed.value && <p class="note">{text.loading}</p>}
        {visits.value?.length === 0 && <p class="empty">{text.history.empty}</p>}
        <ol class="visits" data-testid="visits">
          {visits.value?.map((visit) => (
            <Row key={visit.session.id} visit={visit} titles={titles.value} />
          ))}
        </ol>
        {next.value !== null && (
          <button type="button" class="button" data-testid="more-visits" onClick={() => void more()}>
            {text.history.more}
          </button>
        )}
      </main>
    </div>
  );
}

function Row({ visit, titles }: { visit: Visit; titles: Titles }) {
  const { session, watched } = visit;
  const videos = videosOf(visit, titles);
  const when = Date.parse(visit.at);
  const seen = watched.reduce((sum, { watched_s }) => sum + watched_s, 0);
  const of = watched.length === 1 && session.length_s !== null ? formatDuration(session.length_s) : null;
  const at = stoppedAt(visit);
  const names = visit.with.map(({ name }) => name);
  return (
    <li class="visit card" data-testid="visit">
      <div class="grow">
        <Link
          to={session.state === 'live' ? watchPath(session.id) : replayPath(session.id)}
          class="visit-title"
        >
          {session.title}
        </Link>
        {videos.length > 0 && (
          <ul class="visit-videos" data-testid="visit-videos">
            {videos.map(({ video, title, watched_s }) => (
              <li key={video}>
                <bdi>{title}</bdi>{' '}
                {watched_s >= 1 && (
                  <span class="note">{text.history.seen(formatDuration(watched_s), null)}</span>
                )}
              </li>
            ))}
            {watched.length > videos.length && (
              <li class="note">{text.history.moreVideos(watched.length - videos.length)}</li>
            )}
          </ul>
        )}
        <span class="session-facts">
          <time dateTime={visit.at} title={new Date(when).toLocaleString()}>
            {formatAgo(when, Date.now())}
          </time>
          <span>{names.length === 0 ? text.history.alone : text.history.withWhom(listed(names))}</span>
          {seen >= 1 && <span>{text.history.seen(formatDuration(seen), of)}</span>}
          {at !== null && <span>{text.history.at(formatTime(at))}</span>}
        </span>
      </div>
      <div class="actions">
        <GoOn visit={visit} />
      </div>
    </li>
  );
}
