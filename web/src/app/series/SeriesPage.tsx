/** Behind the link of a series: on to the evening that goes on; else when the next one is, and those that have been. */
import '../styles/home.css';
import '../styles/plan.css';
import '../styles/series.css';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type ChangeSeries, ProblemError, type Series } from '../../client';
import { download } from '../download';
import { Copy } from '../handshake/Copy';
import { asKnown, asMe, parties } from '../identity';
import { ErrorPage, type Trouble, troubleOf } from '../pages/ErrorPage';
import { Countdown } from '../plan/Plan';
import { whileVisible } from '../poll';
import { navigate, watchPath } from '../router';
import { text } from '../text';
import { words } from '../text-series-page';
import { toast } from '../toasts';
import { Header } from '../ui/Header';
import { Link } from '../ui/Link';
import { troubleWords } from '../ui/trouble-words';
import { Evenings } from './Evenings';
import { LookAfter } from './LookAfter';
import { everyWords } from './times';

const REFRESH_MS = 10_000;

export function SeriesPage({ id }: { id: string }) {
  const series = useSignal<Series | null>(null);
  const trouble = useSignal<Trouble | null>(null);
  /** Who comes from an evening wants to see the others. */
  const stays = location.hash === '#evenings';
  const goOn = (found: Series) => {
    series.value = found;
    trouble.value = null;
    document.title = `${found.title} · ${text.app}`;
    if (found.current !== null && !stays) navigate(watchPath(found.current.id), 'instead');
  };
  const look = async () => {
    try {
      const found = await asKnown((token) => parties.one(token, id));
      const isDue = found.opens_at !== null && Date.parse(found.opens_at) <= Date.now();
      goOn(isDue && !stays ? await asMe((token) => parties.open(token, id)) : found);
    } catch (error) {
      if (series.value === null) trouble.value = seriesTrouble(error, id);
    }
  };
  useEffect(() => {
    void look();
    return whileVisible(REFRESH_MS, () => void look());
  }, [id]);
  if (trouble.value !== null) return <ErrorPage trouble={trouble.value} retry={() => void look()} />;
  return (
    <div class="page">
      <Header />
      {series.value === null ? (
        <p class="loading" role="status">
          {text.loading}
        </p>
      ) : (
        <main class="series-page">
          <Next series={series.value} onOpened={goOn} shown={series} />
          <Evenings id={id} />
        </main>
      )}
    </div>
  );
}

/** What a failed call means for the page of a series; of a session it says something else. */
export function seriesTrouble(error: unknown, id: string): Trouble {
  const code = error instanceof ProblemError ? error.code : null;
  if (code === 'series_not_found') return { kind: 'no-series', ...words.unknown };
  if (code === 'not_allowed') return { kind: 'refused', detail: (error as ProblemError).message };
  return troubleOf(error, id);
}

interface NextProps {
  series: Series;
  shown: Signal<Series | null>;
  onOpened: (series: Series) => void;
}

/** What comes next, and how to be there. */
function Next({ series, shown, onOpened }: NextProps) {
  const tried = async (action: () => Promise<unknown>) => {
    try {
      await action();
    } catch (error) {
      toast(troubleWords(error), 'trouble');
    }
  };
  const change = (wanted: ChangeSeries) =>
    tried(async () => {
      shown.value = await asMe((token) => parties.change(token, series.id, wanted));
    });
  const open = () =>
    tried(async () => {
      const opened = await asMe((token) => parties.open(token, series.id));
      onOpened(opened);
      if (opened.current !== null) navigate(watchPath(opened.current.id));
    });
  const calendar = () =>
    tried(async () => {
      download(await asKnown((token) => parties.calendar(token, series.id)), 'sameframe.ics');
    });
  const starts = series.current === null ? series.next_at : series.current.starts_at;
  return (
    <section class="card series-next">
      <h1 data-testid="series-title">{series.title}</h1>
      <p data-testid="series-every">
        {everyWords(series)} <span class="note">{text.series.by(series.owner.name)}</span>
      </p>
      {series.state === 'ended' && <p class="note">{words.ended}</p>}
      {series.state === 'paused' && <p class="note">{words.pausedBody}</p>}
      {starts !== null && <Countdown startsAt={starts} />}
      <div class="actions">
        {series.current !== null && (
          <Link to={watchPath(series.current.id)} class="button primary" testId="to-evening">
            {words.toEvening}
          </Link>
        )}
        {series.current === null && series.may_change && series.state === 'running' && (
          <button type="button" class="button primary" data-testid="open-evening" onClick={() => void open()}>
            {words.openNow}
          </button>
        )}
        {series.weekly.length > 0 && series.state === 'running' && (
          <button type="button" class="button" data-testid="series-calendar" onClick={() => void calendar()}>
            {words.calendar}
          </button>
        )}
      </div>
      <Copy label={words.link} value={series.link} testId="series-link" />
      {series.may_change && series.state !== 'ended' && <LookAfter series={series} onChange={change} />}
    </section>
  );
}
