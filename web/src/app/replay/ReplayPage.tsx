import '../styles/watch.css';
import '../styles/replay.css';
import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { Replay, type Session } from '../../client';
import { asKnown, rest } from '../identity';
import { ErrorPage, type Trouble, troubleOf } from '../pages/ErrorPage';
import { watchPath } from '../router';
import { useKeys } from '../screen/keys';
import { Screen } from '../screen/Screen';
import { text } from '../text';
import { Header } from '../ui/Header';
import { Link } from '../ui/Link';
import { ReplayActivity } from './ReplayActivity';
import { ReplayControls } from './ReplayControls';
import { ReplayPredictions } from './ReplayPredictions';
import { Showing } from './showing';

interface Loaded {
  readonly session: Session;
  readonly showing: Showing;
}

export function ReplayPage({ id }: { id: string }) {
  const loaded = useSignal<Loaded | null>(null);
  const trouble = useSignal<Trouble | null>(null);

  const load = useCallback(async () => {
    try {
      const [{ session }, log] = await asKnown((token) =>
        Promise.all([rest.session(id, token), rest.replay(id, token)]),
      );
      const nowMs = Date.parse(session.created_at) + session.duration_s * 1000;
      loaded.value?.showing.destroy();
      loaded.value = { session, showing: new Showing(new Replay(log, nowMs)) };
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

function Theatre({ session, showing }: Loaded) {
  const stage = useRef<HTMLDivElement>(null);
  useKeys(showing, stage);
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
            <ReplayControls showing={showing} stage={stage} />
          </Screen>
          <ReplayPredictions showing={showing} />
          <div class="room-about">
            <div class="grow">
              <h1>{session.title}</h1>
              <p class="session-url">{session.url}</p>
              <p class="note">{replay.events.length === 0 ? text.replay.nothing : text.replay.note}</p>
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
        <ReplayActivity showing={showing} />
      </main>
    </div>
  );
}
