import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { AwayError, type ListedState, type Service, type Session } from '../../client';
import { addressWords } from '../address';
import { formatAgo, formatDuration, formatWhen } from '../format';
import { bannedFrom, rest } from '../identity';
import { whileVisible } from '../poll';
import { replayPath, watchPath } from '../router';
import { text } from '../text';
import { Link } from '../ui/Link';
import { Picture } from '../ui/Picture';
import { askTheDoors } from './bans';

const PAGE = 12;
const REFRESH_MS = 10_000;
/** A pause in typing. */
const TYPING_MS = 250;

interface SessionListProps {
  state: ListedState;
  /** Only what has this in its title or address. */
  search: string;
  heading: string;
  /** What to say of none; without it the list hides then. */
  empty?: string;
  /** Which service could not be asked; null when it could. */
  onAway: (service: Service | null) => void;
}

export function SessionList({ state, search, heading, empty, onAway }: SessionListProps) {
  const sessions = useSignal<readonly Session[] | null>(null);
  /** By the id of the video. */
  const pictures = useSignal<Readonly<Record<string, string>>>({});
  const next = useSignal<string | null>(null);
  const failed = useSignal(false);
  const isAway = useSignal(false);
  const wanted = useRef(search);
  wanted.current = search;

  /** Reads as many as are shown, so that a refresh does not fold the list up. */
  const refresh = async () => {
    const limit = Math.min(100, Math.max(PAGE, sessions.value?.length ?? 0));
    await read(async () => {
      const asked = wanted.current;
      const page = await rest.sessions(state, limit, { search: asked });
      // Somebody who types is faster than the answer.
      if (asked !== wanted.current) return;
      pictures.value = page.pictures;
      sessions.value = page.sessions;
      next.value = page.next;
    });
    askAgain();
  };
  const more = async () => {
    const cursor = next.value;
    if (cursor === null) return;
    await read(async () => {
      const page = await rest.sessions(state, PAGE, { cursor, search: wanted.current });
      const known = new Set(sessions.value?.map(({ id }) => id));
      pictures.value = { ...pictures.value, ...page.pictures };
      sessions.value = [...(sessions.value ?? []), ...page.sessions.filter(({ id }) => !known.has(id))];
      next.value = page.next;
    });
    askAgain();
  };
  const askAgain = () => {
    if (state !== 'ended') void askTheDoors((sessions.value ?? []).map(({ id }) => id));
  };
  const read = async (from: () => Promise<void>) => {
    try {
      await from();
      failed.value = false;
      isAway.value = false;
      onAway(null);
    } catch (error) {
      const away = error instanceof AwayError ? error.service : null;
      failed.value = away === null;
      isAway.value = away !== null;
      onAway(away);
    }
  };

  useEffect(() => {
    const timer = setTimeout(() => void refresh(), search === '' ? 0 : TYPING_MS);
    const stop = whileVisible(REFRESH_MS, () => void refresh());
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [search]);
  const barred = state === 'ended' ? [] : bannedFrom();
  const shown = sessions.value?.filter(({ id }) => !barred.includes(id));
  const none = search === '' ? empty : text.sessions.notFound(search);
  if (empty === undefined && (shown ?? []).length === 0 && !failed.value) return null;

  return (
    <section class="sessions" aria-label={heading} data-testid={`sessions-${state}`}>
      <h2>{heading}</h2>
      {failed.value && (
        <p class="note bad" role="status">
          {text.sessions.failed}{' '}
          <button type="button" class="linklike" onClick={() => void refresh()}>
            {text.tryAgain}
          </button>
        </p>
      )}
      {sessions.value === null && !failed.value && (
        <p class="note">{isAway.value ? text.sessions.away : text.loading}</p>
      )}
      {shown?.length === 0 && next.value === null && <p class="empty">{none}</p>}
      <ul class="session-grid">
        {shown?.map((session) => (
          <SessionCard
            key={session.id}
            session={session}
            picture={pictures.value[session.video.id] ?? null}
          />
        ))}
      </ul>
      {next.value !== null && (
        <button type="button" class="button" data-testid={`more-${state}`} onClick={() => void more()}>
          {text.sessions.more}
        </button>
      )}
    </section>
  );
}

function SessionCard({ session, picture }: { session: Session; picture: string | null }) {
  const live = session.state === 'live';
  const words = text.sessions;
  const people = live
    ? words.peopleLive(session.present, session.members)
    : words.peopleEnded(session.members);
  const planned = live && session.starts_at !== null && Date.parse(session.starts_at) > Date.now();
  const when = Date.parse((planned ? session.starts_at : session.ended_at) ?? session.created_at);
  const badge = planned ? words.badgePlanned : live ? words.badgeLive : words.badgeEnded;
  return (
    <li>
      <Link
        to={live ? watchPath(session.id) : replayPath(session.id)}
        class="session-card card"
        testId="session-card"
      >
        <Picture address={picture} />
        <span class="session-top">
          <span class={live && !planned ? 'badge live' : 'badge'}>{badge}</span>
          <time dateTime={new Date(when).toISOString()}>
            {planned ? formatWhen(when) : formatAgo(when, Date.now())}
          </time>
        </span>
        <strong class="session-title">{session.title}</strong>
        <span class="session-url">{session.url === '' ? words.guarded : addressWords(session.url)}</span>
        <span class="session-facts">
          <span>{people}</span>
          <span>{words.lasted(formatDuration(session.duration_s))}</span>
          {session.length_s !== null && <span>{words.video(formatDuration(session.length_s))}</span>}
        </span>
      </Link>
    </li>
  );
}
