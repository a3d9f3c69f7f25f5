import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Series } from '../../client';
import { formatWhen } from '../format';
import { asKnown, parties } from '../identity';
import { whileVisible } from '../poll';
import { seriesPath } from '../router';
import { text } from '../text';
import { Link } from '../ui/Link';
import { everyWords } from './times';

const REFRESH_MS = 30_000;

/** Parties that come back: mine, and public ones. Without any it is not there. */
export function SeriesList() {
  const list = useSignal<readonly Series[]>([]);
  useEffect(() => {
    const read = () => {
      asKnown((token) => parties.list(token)).then(
        ({ series }) => {
          list.value = series;
        },
        () => {},
      );
    };
    read();
    return whileVisible(REFRESH_MS, read);
  }, []);
  if (list.value.length === 0) return null;
  return (
    <section class="sessions" aria-label={text.series.heading} data-testid="series-list">
      <h2>{text.series.heading}</h2>
      <ul class="session-grid">
        {list.value.map((series) => (
          <li key={series.id}>
            <Link to={seriesPath(series.id)} class="session-card card" testId="series-card">
              <span class="session-top">
                <span class={series.current === null ? 'badge' : 'badge live'}>{everyWords(series)}</span>
                <span>{whenWords(series)}</span>
              </span>
              <strong class="session-title">{series.title}</strong>
              <span class="session-facts">{text.series.by(series.owner.name)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** When there is something to see next. */
export function whenWords({ state, current, next_at }: Series): string {
  if (state === 'paused') return text.series.paused;
  const starts = current === null ? next_at : current.starts_at;
  const isAhead = starts !== null && Date.parse(starts) > Date.now();
  if (isAhead) return text.series.next(formatWhen(Date.parse(starts)));
  return current === null ? '' : text.series.now;
}
