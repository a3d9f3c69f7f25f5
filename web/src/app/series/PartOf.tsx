import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Series } from '../../client';
import { asKnown, parties } from '../identity';
import { eveningsPath } from '../router';
import { text } from '../text';
import { Link } from '../ui/Link';
import { everyWords } from './times';

/** Where a session is an evening of a series: of which, and the way to the others. */
export function PartOf({ session }: { session: string }) {
  const series = useSignal<Series | null>(null);
  useEffect(() => {
    asKnown((token) => parties.ofSession(token, session)).then(
      (found) => {
        series.value = found.series;
      },
      () => {},
    );
  }, [session]);
  if (series.value === null) return null;
  return (
    <p class="note" data-testid="part-of">
      {text.series.part(series.value.title, everyWords(series.value))}{' '}
      <Link to={eveningsPath(series.value.id)}>{text.series.toSeries}</Link>
    </p>
  );
}
