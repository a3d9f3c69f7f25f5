import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Evening } from '../../client';
import { formatDuration, formatWhen } from '../format';
import { asKnown, parties } from '../identity';
import { replayPath } from '../router';
import { text } from '../text';
import { words } from '../text-series-page';
import { toast } from '../toasts';
import { Link } from '../ui/Link';
import { troubleWords } from '../ui/trouble-words';

/** The evenings that have been, as replays, the last one first. */
export function Evenings({ id }: { id: string }) {
  const evenings = useSignal<readonly Evening[] | null>(null);
  const next = useSignal<number | null>(null);
  const read = async (before?: number) => {
    try {
      const page = await asKnown((token) => parties.evenings(token, id, before));
      const over = page.evenings.filter(({ session }) => session.state === 'ended');
      evenings.value = before === undefined ? over : [...(evenings.value ?? []), ...over];
      next.value = page.next;
    } catch (error) {
      toast(troubleWords(error), 'trouble');
    }
  };
  useEffect(() => void read(), [id]);
  return (
    <section class="sessions" aria-label={words.evenings} data-testid="evenings">
      <h2>{words.evenings}</h2>
      {evenings.value?.length === 0 && <p class="empty">{words.noEvenings}</p>}
      <ul class="session-grid">
        {evenings.value?.map(({ number, session }) => (
          <li key={number}>
            <Link to={replayPath(session.id)} class="session-card card" testId="evening">
              <span class="session-top">
                <span class="badge">{words.evening(number)}</span>
                <time dateTime={session.created_at}>{formatWhen(Date.parse(session.created_at))}</time>
              </span>
              <strong class="session-title">{session.title}</strong>
              <span class="session-facts">
                <span>{text.sessions.peopleEnded(session.members)}</span>
                <span>{text.sessions.lasted(formatDuration(session.duration_s))}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {next.value !== null && (
        <button
          type="button"
          class="button"
          data-testid="more-evenings"
          onClick={() => void read(next.value ?? undefined)}
        >
          {words.more}
        </button>
      )}
    </section>
  );
}
