import '../styles/watch.css';
import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { ProblemError, type SessionState } from '../../client';
import { leavesFor } from '../embedded';
import { beCalled, beKnownAs, comeAs, nameIn } from '../handshake/called';
import { type DoorKey, linkInAddress } from '../handshake/door-trouble';
import { asKnown, noteBan, rest, wasIn } from '../identity';
import { ErrorPage, type Trouble, troubleOf } from '../pages/ErrorPage';
import { text } from '../text';
import { Eventually } from '../ui/Eventually';
import { Header } from '../ui/Header';
import { Lobby } from './Lobby';
import { Party } from './party';
import { Room } from './Room';

const doorPage = async () => (await import('../handshake/DoorPage')).DoorPage;

/** The lobby, then the room; or what keeps one out of them. */
export function WatchPage({ id }: { id: string }) {
  const state = useSignal<SessionState | null>(null);
  const trouble = useSignal<Trouble | null>(null);
  const party = useSignal<Party | null>(null);
  const joining = useSignal(false);
  /** As whom to come in, from the click on Join until it has been answered. */
  const wanted = useRef<string | null>(null);
  /** What opens the door: from the address, and as typed. */
  const key = useRef<DoorKey>({});

  const join = useCallback(
    async (name: string) => {
      if (joining.value) return;
      joining.value = true;
      wanted.current = name;
      try {
        party.value = await Party.enter(id, name, key.current, state.value ?? undefined);
        wanted.current = null;
        trouble.value = null;
      } catch (error) {
        if (error instanceof ProblemError && error.code === 'banned') noteBan(id, true);
        const guessed = key.current.password !== undefined;
        const tooFast = guessed && error instanceof ProblemError && error.code === 'rate_limited';
        trouble.value = tooFast ? { kind: 'door', why: 'slow', id } : troubleOf(error, id);
        if (trouble.value.kind !== 'away') wanted.current = null;
      }
      joining.value = false;
    },
    [id],
  );

  const look = useCallback(async () => {
    try {
      const found = await asKnown((token) => rest.session(id, token, key.current.link));
      // Before anybody has pressed anything: a page that is loaded anew has forgotten it.
      if (leavesFor(found.session.video)) return;
      state.value = found;
      document.title = `${found.session.title} · ${text.app}`;
      const ended = found.session.state === 'ended';
      const name = wanted.current ?? (wasIn(id) ? nameIn(id) : null);
      // What was wrong stays in view until joining has worked, or until something else is wrong.
      if (!ended && party.value === null && name !== null) return await join(name);
      const { title, video } = found.session;
      trouble.value = ended ? { kind: 'ended', id, title, video: video.id } : null;
    } catch (error) {
      if (party.value === null) trouble.value = troubleOf(error, id);
    }
  }, [id]);

  /** Comes in under a name that somebody has given; `isRefused` is the one that they had. */
  const joinAs = async (name: string, isRefused: boolean) => {
    comeAs(id, name);
    await join(name);
    if (party.value === null) return;
    // Who must be called otherwise here is so for who reads of them later, too.
    await (isRefused ? beCalled(name) : beKnownAs(name));
    // Where it is my name by now, it is no other one that I have here.
    comeAs(id, name);
  };

  useEffect(() => {
    key.current = keyInAddress();
    void look();
    return () => {
      party.value?.destroy();
      party.value = null;
    };
  }, [id]);

  if (trouble.value?.kind === 'door') {
    const { why } = trouble.value;
    return (
      <Eventually
        load={() =>
          doorPage().catch((error: unknown) => {
            trouble.value = { kind: 'unreachable' };
            throw error;
          })
        }
        props={{
          trouble: trouble.value,
          joining: joining.value,
          onJoin: (name, more) => {
            key.current = { ...key.current, ...more };
            void joinAs(name, why === 'name');
          },
          onTrouble: (other) => {
            trouble.value = other;
          },
          onLook: () => {
            key.current = keyInAddress();
            void look();
          },
        }}
      />
    );
  }
  if (trouble.value !== null) return <ErrorPage trouble={trouble.value} retry={look} />;
  if (party.value !== null) {
    return (
      <Room
        party={party.value}
        onOver={(over) => {
          party.value?.destroy();
          party.value = null;
          trouble.value = over;
          if (over === null) void look();
        }}
      />
    );
  }
  return (
    <div class="page">
      <Header />
      {state.value === null ? (
        <p class="loading" role="status">
          {text.loading}
        </p>
      ) : (
        <Lobby
          state={state.value}
          joining={joining.value}
          onRefresh={look}
          onJoin={(name) => void joinAs(name, false)}
        />
      )}
    </div>
  );
}

function keyInAddress(): DoorKey {
  const link = linkInAddress(location.hash);
  return link === undefined ? {} : { link };
}
