/** Makes the session that goes on the first evening of a series: for its host, in the settings. */
import '../styles/series.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Series, Session, WeeklyTime } from '../../client';
import { Copy } from '../handshake/Copy';
import { asMe, parties } from '../identity';
import { seriesPath } from '../router';
import { text } from '../text';
import { words } from '../text-series-page';
import { toast } from '../toasts';
import { Link } from '../ui/Link';
import { troubleWords } from '../ui/trouble-words';
import { TimesForm } from './TimesForm';
import { everyWords, myZone, weeklyAt } from './times';

export function Repeat({ session }: { session: Session }) {
  const series = useSignal<Series | null | 'unknown'>('unknown');
  const open = useSignal(false);
  useEffect(() => {
    asMe((token) => parties.ofSession(token, session.id)).then(
      (found) => {
        series.value = found.series;
      },
      () => {},
    );
  }, [session.id]);
  const make = async (weekly: WeeklyTime[]) => {
    const wanted = { session: session.id, weekly, time_zone: myZone() };
    try {
      series.value = await asMe((token) => parties.make(token, wanted));
    } catch (error) {
      toast(troubleWords(error), 'trouble');
    }
  };
  if (series.value === 'unknown') return null;
  if (series.value !== null) {
    const { id, link, title } = series.value;
    return (
      <section class="series-repeat" data-testid="repeats">
        <p class="note">{text.series.part(title, everyWords(series.value))}</p>
        <Copy label={words.link} value={link} testId="series-link" />
        <Link to={seriesPath(id)} class="button" testId="to-series">
          {text.series.toSeries}
        </Link>
      </section>
    );
  }
  return (
    <section class="series-repeat">
      <button
        type="button"
        class="button"
        aria-expanded={open.value}
        title={words.repeatHint}
        data-testid="repeat"
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {words.repeat}
      </button>
      {open.value && (
        <TimesForm
          times={[weeklyAt(Date.parse(session.starts_at ?? session.created_at))]}
          action={words.make}
          onTimes={make}
        />
      )}
    </section>
  );
}
