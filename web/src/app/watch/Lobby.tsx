import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SessionState } from '../../client';
import { positionAt } from '../../client';
import { addressWords } from '../address';
import { nameIn } from '../handshake/called';
import { CalendarLink, Countdown } from '../plan/Plan';
import { whileVisible } from '../poll';
import { PartOf } from '../series/PartOf';
import { text } from '../text';
import { Avatar } from '../ui/Avatar';
import { Eventually } from '../ui/Eventually';

const aboutVideo = async () => (await import('../videos/AboutVideo')).AboutVideo;

interface LobbyProps {
  state: SessionState;
  joining: boolean;
  onJoin: (name: string) => void;
  onRefresh: () => void;
}

const REFRESH_MS = 5_000;
const FACES_MAX = 8;

/** What one sees before joining. The click on Join is also the gesture that lets the browser play sound. */
export function Lobby({ state, joining, onJoin, onRefresh }: LobbyProps) {
  const name = useSignal(nameIn(state.session.id));
  useEffect(() => whileVisible(REFRESH_MS, onRefresh), [onRefresh]);
  const here = state.members.filter((member) => member.present);
  return (
    <main class="lobby">
      <form
        class="card lobby-card"
        onSubmit={(event) => {
          event.preventDefault();
          onJoin(name.value.trim() || nameIn(state.session.id));
        }}
      >
        <h1 data-testid="lobby-title">{state.session.title}</h1>
        <PartOf session={state.session.id} />
        {isAhead(state) && state.session.starts_at !== null && (
          <div class="lobby-plan">
            <Countdown startsAt={state.session.starts_at} />
            <CalendarLink id={state.session.id} />
          </div>
        )}
        <p class="lobby-screen">
          <span class="note">{text.lobby.plays}</span>
          <span class="session-url">{addressWords(state.session.url)}</span>
          <span class="note">{nowPlaying(state)}</span>
        </p>
        <div class="lobby-people" data-testid="lobby-people">
          {here.slice(0, FACES_MAX).map(({ id, name: who }) => (
            <span key={id} class="face">
              <Avatar id={id} name={who} />
              {who}
            </span>
          ))}
          <p class="note">
            {here.length === 0 && state.session.present === 0
              ? text.lobby.nobody
              : text.lobby.here(Math.max(here.length, state.session.present))}
          </p>
        </div>
        <div class="lobby-join">
          <label class="field grow">
            <span>{text.start.name}</span>
            <input
              type="text"
              maxLength={64}
              autocomplete="nickname"
              data-testid="name-input"
              value={name}
              onInput={(event) => {
                name.value = event.currentTarget.value;
              }}
            />
          </label>
          <button type="submit" class="button primary large" data-testid="join" disabled={joining}>
            {joining ? text.lobby.joining : text.lobby.join}
          </button>
        </div>
        {/* Below: what comes late must not move the button away from under a finger. */}
        <Eventually load={aboutVideo} props={{ id: state.session.video.id }} />
      </form>
    </main>
  );
}

function isAhead({ session }: SessionState): boolean {
  return session.starts_at !== null && Date.parse(session.starts_at) > Date.now();
}

/** The lobby has not measured the server's clock: the local one is good enough for a hint. */
function nowPlaying({ timeline }: SessionState): string {
  const at = positionAt(timeline, Date.now());
  return timeline.status === 'playing' ? text.lobby.playing(at) : text.lobby.paused(at);
}
