import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { addressWords } from '../address';
import { InviteButton } from '../handshake/InviteButton';
import type { Trouble } from '../pages/ErrorPage';
import { navigate, watchPath } from '../router';
import { KeyList, useKeys } from '../screen/keys';
import { Screen } from '../screen/Screen';
import { text } from '../text';
import { toast } from '../toasts';
import { Dialog } from '../ui/Dialog';
import { Header } from '../ui/Header';
import { Icon } from '../ui/Icon';
import { Banners } from './Banners';
import { Controls } from './Controls';
import { ChatOverlay } from './chat/ChatOverlay';
import { HoldNote } from './HoldNote';
import { useMediaKeys } from './media-keys';
import { PlanNote } from './PlanNote';
import type { Party } from './party';
import { Question } from './Question';
import { NextNote } from './queue/NextNote';
import { ReactionLayer } from './reactions/ReactionLayer';
import { SettingsButton } from './roles/SettingsButton';
import { SidePanel } from './SidePanel';
import { Stats } from './sync/Stats';

interface RoomProps {
  party: Party;
  /** Out of the room: into the lobby, or to a page that says why. */
  onOver: (trouble: Trouble | null) => void;
}

/** The watch page after joining. */
export function Room({ party, onOver }: RoomProps) {
  const stage = useRef<HTMLDivElement>(null);
  const keyList = useSignal(false);
  const stats = useSignal(false);
  const openStats = () => {
    stats.value = true;
  };
  const view = party.view.value;
  const { session } = view;
  useKeys(party, stage, {
    i: openStats,
    c: () => party.showChat(),
    enter: () => party.showChat(),
    'shift+n': () => party.queue.skip(),
    'shift+p': () => party.queue.previous(),
    '?': () => {
      keyList.value = true;
    },
  });
  useMediaKeys(party, session.title);
  const unread = party.chat.unread.value;
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${session.title} · ${text.app}`;
  }, [unread, session.title]);
  useEffect(() => {
    const { id, title, video } = session;
    if (session.state === 'ended') onOver({ kind: 'ended', id, title, video: video.id });
    else if (view.stopped === 'removed' || view.stopped === 'banned')
      onOver({ kind: view.stopped, detail: view.removal ?? '' });
    else if (view.stopped === 'gone') onOver({ kind: 'no-session' });
    else if (party.leftElsewhere.value) onOver(null);
  }, [session.state, view.stopped, party.leftElsewhere.value]);
  return (
    <div class="page room">
      <Header>
        <InviteButton party={party} />
        {party.view.value.session.visibility !== 'private' && <CopyLink path={watchPath(session.id)} />}
        <button
          type="button"
          class="button icon-button"
          aria-label={text.watch.keys}
          title={text.watch.keys}
          data-testid="keys"
          onClick={() => {
            keyList.value = true;
          }}
        >
          <Icon name="keyboard" />
        </button>
      </Header>
      <Banners party={party} />
      <Question party={party} />
      <main class="room-main">
        <div class="room-left">
          <Screen
            media={party.media}
            video={session.video}
            stage={stage}
            moving={party.playing.value}
            onClick={() => party.togglePlay()}
          >
            <HoldNote party={party} />
            <ReactionLayer party={party} />
            <ChatOverlay party={party} />
            <NextNote party={party} />
            <Controls party={party} stage={stage} onStats={openStats} />
          </Screen>
          <div class="room-about">
            <div class="grow">
              <h1>{session.title}</h1>
              <p class="session-url">{addressWords(session.url)}</p>
              <PlanNote party={party} />
            </div>
            <div class="actions">
              {party.whyNot('settings') === null && <SettingsButton party={party} />}
              <Leave party={party} />
              {party.whyNot('end') === null && <EndSession party={party} />}
            </div>
          </div>
        </div>
        <SidePanel party={party} />
      </main>
      {stats.value && (
        <Stats
          party={party}
          onClose={() => {
            stats.value = false;
          }}
        />
      )}
      {keyList.value && (
        <KeyList
          onClose={() => {
            keyList.value = false;
          }}
        />
      )}
    </div>
  );
}

function CopyLink({ path }: { path: string }) {
  const copied = useSignal(false);
  const copy = async () => {
    const link = new URL(path, location.origin).href;
    try {
      await navigator.clipboard.writeText(link);
      copied.value = true;
      setTimeout(() => {
        copied.value = false;
      }, 2_500);
    } catch {
      toast(text.watch.copyFailed(link));
    }
  };
  return (
    <button type="button" class="button" data-testid="copy-link" onClick={() => void copy()}>
      <Icon name="link" />
      <span aria-live="polite" class={copied.value ? 'copied' : ''}>
        {copied.value ? text.watch.copied : text.watch.copyLink}
      </span>
    </button>
  );
}

function Leave({ party }: { party: Party }) {
  const leaving = useSignal(false);
  const leave = async () => {
    leaving.value = true;
    await party.leave();
    navigate('/');
  };
  return (
    <button
      type="button"
      class="button"
      data-testid="leave"
      disabled={leaving.value}
      onClick={() => void leave()}
    >
      {text.watch.leave}
    </button>
  );
}

function EndSession({ party }: { party: Party }) {
  const asking = useSignal(false);
  const close = () => {
    asking.value = false;
  };
  return (
    <>
      <button
        type="button"
        class="button danger"
        data-testid="end-session"
        disabled={party.away.value}
        title={party.away.value ? text.away.controls : undefined}
        onClick={() => {
          asking.value = true;
        }}
      >
        {text.watch.end}
      </button>
      {asking.value && (
        <Dialog title={text.watch.endTitle} onClose={close}>
          <p>{text.watch.endBody}</p>
          <div class="actions">
            <button
              type="button"
              class="button danger solid"
              data-testid="confirm-end"
              onClick={() => {
                close();
                void party.end();
              }}
            >
              {text.watch.endConfirm}
            </button>
            <button type="button" class="button" onClick={close}>
              {text.cancel}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
