import '../styles/handshake.css';
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ProblemError } from '../../client';
import { asMe, handshake } from '../identity';
import { whileVisible } from '../poll';
import { navigate, watchPath } from '../router';
import { text } from '../text';
import { Header } from '../ui/Header';
import { Link } from '../ui/Link';
import { nameIn } from './called';
import type { DoorKey, DoorTrouble } from './door-trouble';
import { hearKnock, myKnockAt } from './inbox';

interface DoorPageProps {
  trouble: DoorTrouble;
  joining: boolean;
  onJoin: (name: string, key: DoorKey) => void;
  /** Looks again what is in the way. */
  onLook: () => void;
  onTrouble: (trouble: DoorTrouble) => void;
}

const POLL_MS = 5_000;

/** Outside a session: what is in the way, and what can be done. */
export function DoorPage(props: DoorPageProps) {
  // What was written for one reason is not there for the next.
  return <Outside key={props.trouble.why} {...props} />;
}

function Outside({ trouble, joining, onJoin, onLook, onTrouble }: DoorPageProps) {
  const { why, id } = trouble;
  const words = text.handshake.door[why];
  return (
    <div class="page">
      <Header />
      <main class="error-page" data-testid="door" data-why={why}>
        <h1>{words.title}</h1>
        <p>{words.body}</p>
        {(why === 'password' || why === 'wrong' || why === 'slow') && (
          <Form
            id={id}
            joining={joining}
            label={text.handshake.enter}
            busy={text.handshake.entering}
            password
            onJoin={onJoin}
          />
        )}
        {(why === 'knock' || why === 'turned_away' || why === 'unheard') && (
          <Form
            id={id}
            joining={joining}
            label={why === 'knock' ? text.handshake.knock : text.handshake.knockAgain}
            busy={text.handshake.knocking}
            onJoin={onJoin}
          />
        )}
        {why === 'name' && (
          <Form
            id={id}
            joining={joining}
            label={text.handshake.enter}
            busy={text.handshake.entering}
            onJoin={onJoin}
          />
        )}
        {why === 'knock' && <KnockedBefore id={id} onJoin={onJoin} />}
        {why === 'waiting' && (
          <Waiting trouble={trouble} onJoin={onJoin} onLook={onLook} onTrouble={onTrouble} />
        )}
        <div class="actions">
          {(why === 'full' || why === 'closed') && (
            <button type="button" class="button primary" data-testid="try-again" onClick={onLook}>
              {text.handshake.tryAgain}
            </button>
          )}
          {(why === 'link_expired' || why === 'link_revoked' || why === 'bad_link') && (
            <button
              type="button"
              class="button primary"
              data-testid="without-link"
              onClick={() => {
                navigate(watchPath(id), 'instead');
                onLook();
              }}
            >
              {text.handshake.withoutLink}
            </button>
          )}
          <Link to="/" class="button" testId="go-home">
            {text.error.goHome}
          </Link>
        </div>
      </main>
    </div>
  );
}

interface FormProps {
  id: string;
  joining: boolean;
  label: string;
  busy: string;
  password?: boolean;
  onJoin: (name: string, key: DoorKey) => void;
}

function Form({ id, joining, label, busy, password = false, onJoin }: FormProps) {
  const name = useSignal(nameIn(id));
  const secret = useSignal('');
  return (
    <form
      class="card door-form"
      onSubmit={(event) => {
        event.preventDefault();
        onJoin(name.value.trim() || nameIn(id), password ? { password: secret.value } : {});
      }}
    >
      <label class="field">
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
      {password && (
        <label class="field">
          <span>{text.handshake.passwordLabel}</span>
          <input
            type="password"
            maxLength={128}
            autocomplete="current-password"
            required
            data-testid="password-input"
            value={secret}
            onInput={(event) => {
              secret.value = event.currentTarget.value;
            }}
          />
        </label>
      )}
      <button type="submit" class="button primary large" data-testid="enter" disabled={joining}>
        {joining ? busy : label}
      </button>
    </form>
  );
}

/** Who has knocked before the page was loaded anew goes on waiting. */
function KnockedBefore({ id, onJoin }: { id: string; onJoin: FormProps['onJoin'] }) {
  const state = useComputed(() => myKnockAt(id)?.state ?? null);
  useEffect(() => {
    if (state.value === 'waiting' || state.value === 'let_in') onJoin(nameIn(id), {});
  }, [state.value]);
  return null;
}

/** Hears of the answer on the user's own socket, and asks where that is away. */
function Waiting({ trouble, onJoin, onLook, onTrouble }: Omit<DoorPageProps, 'joining'>) {
  const { id, knock } = trouble;
  const state = useComputed(() => {
    const heard = myKnockAt(id);
    return heard !== null && (knock === undefined || heard.id === knock.id) ? heard.state : 'waiting';
  });
  useEffect(() => {
    if (knock === undefined) return;
    return whileVisible(POLL_MS, () => {
      asMe((token) => handshake.knock(token, knock.id)).then(hearKnock, (error) => {
        if (error instanceof ProblemError && error.code === 'session_ended') onLook();
      });
    });
  }, [knock?.id]);
  useEffect(() => {
    // Joining also tells why it does not work.
    if (state.value === 'expired') onTrouble({ kind: 'door', why: 'unheard', id });
    else if (state.value !== 'waiting' && state.value !== 'withdrawn') onJoin(nameIn(id), {});
  }, [state.value]);
  const goAway = async () => {
    if (knock !== undefined)
      await asMe((token) => handshake.goAway(token, knock.id)).then(hearKnock, () => {});
    onLook();
  };
  return (
    <>
      <span class="spinner" aria-hidden="true" />
      <button type="button" class="button" data-testid="go-away" onClick={() => void goAway()}>
        {text.handshake.goAway}
      </button>
    </>
  );
}
