import '../styles/watch.css';
import '../styles/replay.css';
import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { type Origin, Replay, type Session } from '../../client';
import { addressWords } from '../address';
import { leavesFor } from '../embedded';
import { asKnown, isKnown, rest } from '../identity';
import { ErrorPage, type Trouble, troubleOf } from '../pages/ErrorPage';
import { watchPath } from '../router';
import { KeyList, useKeys } from '../screen/keys';
import { Screen } from '../screen/Screen';
import { text } from '../text';
import { Eventually } from '../ui/Eventually';
import { Header } from '../ui/Header';
import { Icon } from '../ui/Icon';
import { Link } from '../ui/Link';
import { FloatingEmoji } from '../watch/reactions/FloatingEmoji';
import { momentOf } from './moment';
import { Notes } from './notes';
import { ReplayControls } from './ReplayControls';
import { ReplayPanel } from './ReplayPanel';
import { ReplayPredictions } from './ReplayPredictions';
import { Save } from './Save';
import { ShareMoment } from './ShareMoment';
import { Showing } from './showing';

const rate = async () => (await import('../recommendations/Rate')).Rate;

interface Loaded {
  readonly session: Session;
  readonly showing: Showing;
  /** Only what has ended can be written to. */
  readonly notes: Notes | null;
}

export function ReplayPage({ id }: { id: string }) {
  const loaded = useSignal<Loaded | null>(null);
  const trouble = useSignal<Trouble | null>(null);

  const load = useCallback(async () => {
    try {
      const [{ session }, log] = await asKnown((token) =>
        Promise.all([rest.session(id, token), rest.replay(id, token)]),
      );
      if (leavesFor(session.video)) return;
      const nowMs = Date.parse(session.created_at) + session.duration_s * 1000;
      loaded.value?.showing.destroy();
      const showing = new Showing(new Replay(log, nowMs));
      const moment = momentOf(location.search);
      if (moment !== null) showing.seekTo(showing.replay.startMs + moment * 1000);
      const broughtBy = originOf(showing.replay)?.by ?? null;
      const notes = session.state === 'ended' ? new Notes(session, broughtBy, showing) : null;
      void notes?.load();
      loaded.value = { session, showing, notes };
      trouble.value = null;
      document.title = `${text.replay.title(session.title)} · ${text.app}`;
    } catch (error) {
      trouble.value = troubleOf(error, id);
    }
  }, [id]);

  useEffect(() => {
    void load();
    return () => {
      loaded.value?.showing.destroy();
      loaded.value = null;
    };
  }, [id]);

  if (trouble.value !== null) return <ErrorPage trouble={trouble.value} retry={load} />;
  if (loaded.value !== null) return <Theatre {...loaded.value} />;
  return (
    <div class="page">
      <Header />
      <p class="loading" role="status">
        {text.loading}
      </p>
    </div>
  );
}

function Theatre({ session, showing, notes }: Loaded) {
  const stage = useRef<HTMLDivElement>(null);
  const keyList = useSignal(false);
  const openKeys = () => {
    keyList.value = true;
  };
  useKeys(showing, stage, {
    n: () => showing.next(),
    p: () => showing.previous(),
    '>': () => showing.changeSpeed(1),
    '<': () => showing.changeSpeed(-1),
    '?': openKeys,
  });
  const { replay } = showing;
  const video =
    showing.videoId.value === null ? session.video : (replay.videoAt(showing.at.peek()) ?? session.video);
  const title = text.replay.title(session.title);
  return (
    <div class="page room">
      <Header>
        <span class="room-title" title={title}>
          {title}
        </span>
        <button
          type="button"
          class="button icon-button"
          aria-label={text.watch.keys}
          title={text.watch.keys}
          data-testid="keys"
          onClick={openKeys}
        >
          <Icon name="keyboard" />
        </button>
      </Header>
      <main class="room-main" data-testid="replay">
        <div class="room-left">
          <Screen
            media={showing.media}
            video={video}
            stage={stage}
            moving={showing.playing.value}
            onClick={() => showing.togglePlay()}
          >
            <FloatingEmoji floaters={showing.reactions.floaters} />
            <ReplayControls showing={showing} stage={stage} />
          </Screen>
          <ReplayPredictions showing={showing} />
          <div class="room-about replay-about">
            <div class="grow">
              <h1>{session.title}</h1>
              <p class="session-url">{addressWords(session.url)}</p>
              <p class="note">{replay.events.length === 0 ? text.replay.nothing : text.replay.note}</p>
              <BroughtBy origin={originOf(replay)} />
              {isKnown() && session.state === 'ended' && (
                <Eventually key={video.id} load={rate} props={{ video: video.id, title: session.title }} />
              )}
            </div>
            <div class="actions">
              <ShareMoment id={session.id} showing={showing} />
              <Save session={session} showing={showing} />
            </div>
            {session.state === 'live' && (
              <p class="note">
                {text.replay.stillLive}{' '}
                <Link to={watchPath(session.id)} class="button" testId="join-now">
                  {text.replay.joinNow}
                </Link>
              </p>
            )}
          </div>
        </div>
        <ReplayPanel showing={showing} notes={notes} />
      </main>
      {keyList.value && (
        <KeyList
          rows={text.replay.keys}
          onClose={() => {
            keyList.value = false;
          }}
        />
      )}
    </div>
  );
}

/** Where the session comes from, where it was brought here. */
function originOf(replay: Replay): Origin | null {
  const created = replay.events.find(({ event }) => event.type === 'created')?.event;
  return created?.type === 'created' ? (created.origin ?? null) : null;
}

function BroughtBy({ origin }: { origin: Origin | null }) {
  if (origin === null) return null;
  const date = new Date(origin.at).toLocaleDateString(undefined, { dateStyle: 'medium' });
  return (
    <p class="note" data-testid="origin">
      {text.replay.broughtBy(origin.name, date)}
    </p>
  );
}
