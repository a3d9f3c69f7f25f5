import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Visit } from '../../client';
import { formatTime, listed } from '../format';
import { GoOn } from '../history/GoOn';
import { stoppedAt, unfinished } from '../history/visits';
import { asMe, bannedFrom, isKnown, noteBan, rest } from '../identity';
import { HISTORY_PATH } from '../router';
import { text } from '../text';
import { Link } from '../ui/Link';

const LOOK_AT = 12;
const SHOWN = 3;

/** What can be watched on. Shows nothing to who has watched nothing here, nor while it cannot be told. */
export function Continue() {
  const visits = useSignal<readonly Visit[]>([]);
  useEffect(() => {
    if (!isKnown()) return;
    asMe((token) => rest.history(token, LOOK_AT)).then(
      (history) => {
        visits.value = history.visits;
        for (const { session, banned } of history.visits) {
          if (bannedFrom().includes(session.id) !== banned) noteBan(session.id, banned);
        }
      },
      () => {
        // The lists below say what is away.
      },
    );
  }, []);
  const open = unfinished(visits.value, SHOWN);
  if (visits.value.length === 0) return null;
  const heading = open.length === 0 ? text.history.title : text.history.continue;
  return (
    <section class="sessions" aria-label={heading} data-testid="continue">
      <div class="sessions-top">
        <h2>{heading}</h2>
        <Link to={HISTORY_PATH} class="button" testId="open-history">
          {text.history.open}
        </Link>
      </div>
      <ul class="session-grid">
        {open.map((visit) => (
          <li key={visit.session.id} class="session-card card" data-testid="continue-card">
            <strong class="session-title">{visit.session.title}</strong>
            <span class="session-facts">{facts(visit)}</span>
            <span class="actions">
              <GoOn visit={visit} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function facts(visit: Visit): string {
  const names = visit.with.map(({ name }) => name);
  const who = names.length === 0 ? text.history.alone : text.history.withWhom(listed(names));
  const at = stoppedAt(visit);
  return at === null ? who : `${who}, ${text.history.at(formatTime(at))}`;
}
