import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { AwayError, ProblemError, type Service } from '../../client';
import { type DoorTrouble, doorTroubleOf } from '../handshake/door-trouble';
import { isKnown } from '../identity';
import { whileVisible } from '../poll';
import { replayPath, watchPath } from '../router';
import { text } from '../text';
import { Eventually } from '../ui/Eventually';
import { Header } from '../ui/Header';
import { Link } from '../ui/Link';

export type Trouble =
  | { readonly kind: 'no-session' }
  | { readonly kind: 'ended'; readonly id: string; readonly title: string; readonly video?: string }
  /** It has ended, and only who was expected there can see it again. */
  | { readonly kind: 'ended-unseen' }
  | { readonly kind: 'no-series'; readonly title: string; readonly body: string }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'away'; readonly service: Service }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'removed'; readonly detail: string }
  | { readonly kind: 'banned'; readonly detail: string }
  | DoorTrouble
  | { readonly kind: 'no-page' };

const RETRY_MS = 4_000;
const rate = async () => (await import('../recommendations/Rate')).Rate;

/** What a failed REST call means for a page about the session `id`. */
export function troubleOf(error: unknown, id: string): Trouble {
  if (error instanceof AwayError) return { kind: 'away', service: error.service };
  const door = doorTroubleOf(error, id);
  if (door !== null) return door;
  if (!(error instanceof ProblemError)) return { kind: 'unreachable' };
  if (error.code === 'session_not_found') return { kind: 'no-session' };
  if (error.code === 'session_ended') return { kind: 'ended', id, title: '' };
  // Whoever may not look into one that goes on stands at its door.
  if (error.code === 'not_allowed') return { kind: 'ended-unseen' };
  if (error.code === 'banned') return { kind: 'banned', detail: error.message };
  if (error.status >= 500) return { kind: 'unreachable' };
  return { kind: 'refused', detail: error.message };
}

/** What may be over in a moment. */
function isPassing({ kind }: Trouble): boolean {
  return kind === 'unreachable' || kind === 'away';
}

/** A page that says honestly what is wrong, and offers a way on. `retry` is also called by itself. */
export function ErrorPage({ trouble, retry }: { trouble: Trouble; retry?: () => void }) {
  useEffect(() => {
    if (!isPassing(trouble) || retry === undefined) return;
    return whileVisible(RETRY_MS, retry);
  }, [trouble.kind, retry]);
  return (
    <div class="page">
      <Header />
      <main
        class="error-page"
        data-testid="error-page"
        data-kind={trouble.kind}
        data-service={trouble.kind === 'away' ? trouble.service : undefined}
      >
        <Words trouble={trouble} />
        {trouble.kind === 'ended' && trouble.video !== undefined && isKnown() && (
          <Eventually load={rate} props={{ video: trouble.video, title: trouble.title }} />
        )}
        <div class="actions">
          {trouble.kind === 'ended' && (
            <Link to={replayPath(trouble.id)} class="button primary" testId="watch-replay">
              {text.error.watchReplay}
            </Link>
          )}
          {retry !== undefined && isPassing(trouble) && (
            <button type="button" class="button primary" data-testid="retry" onClick={retry}>
              {text.tryAgain}
            </button>
          )}
          {retry !== undefined && trouble.kind === 'removed' && (
            <button type="button" class="button primary" data-testid="come-back" onClick={retry}>
              {text.error.comeBack}
            </button>
          )}
          {trouble.kind === 'door' && (
            <Link to={watchPath(trouble.id)} class="button primary" testId="to-door">
              {text.handshake.toDoor}
            </Link>
          )}
          {trouble.kind === 'no-session' && (
            <Link to="/" class="button primary" testId="start-one">
              {text.error.startOne}
            </Link>
          )}
          <Link to="/" class="button" testId="go-home">
            {text.error.goHome}
          </Link>
        </div>
      </main>
    </div>
  );
}

function Words({ trouble }: { trouble: Trouble }) {
  const { error } = text;
  switch (trouble.kind) {
    case 'no-session':
      return <Sentences {...error.noSession} />;
    case 'ended':
      return (
        <Sentences {...error.ended}>{trouble.title !== '' && <p class="lead">{trouble.title}</p>}</Sentences>
      );
    case 'ended-unseen':
      return <Sentences title={error.ended.title} body={error.unseen} />;
    case 'no-series':
      return <Sentences title={trouble.title} body={trouble.body} />;
    case 'unreachable':
      return <Sentences {...error.unreachable} />;
    case 'away': {
      const { what, why } = text.away.of[trouble.service];
      return <Sentences title={what} body={`${why} ${text.away.keepsTrying}`} />;
    }
    case 'door':
      return <Sentences {...text.handshake.door[trouble.why]} />;
    case 'refused':
      return <Sentences title={error.refused.title} body={text.trouble.refused(trouble.detail)} />;
    case 'removed':
    case 'banned':
      return <Sentences {...error[trouble.kind]}>{<p class="lead">{trouble.detail}</p>}</Sentences>;
    case 'no-page':
      return <Sentences {...error.noPage} />;
  }
}

function Sentences({ title, body, children }: { title: string; body: string; children?: ComponentChildren }) {
  return (
    <>
      <h1>{title}</h1>
      {children}
      <p>{body}</p>
    </>
  );
}
