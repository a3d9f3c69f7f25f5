import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ProblemError } from '../../client';
import { asKnown, handshake } from '../identity';
import { ErrorPage } from '../pages/ErrorPage';
import { navigate, watchPath } from '../router';
import { text } from '../text';
import { Header } from '../ui/Header';
import { Link } from '../ui/Link';
import { CodeForm } from './CodeForm';

/** Behind `/j/CODE`: on to the session, or what is wrong with the code. */
export function CodePage({ code }: { code: string }) {
  const failed = useSignal<'unknown' | 'unreachable' | null>(null);
  const look = () => {
    asKnown((token) => handshake.sessionOf(code, token)).then(
      ({ session }) => navigate(watchPath(session), 'instead'),
      (error: unknown) => {
        failed.value = error instanceof ProblemError && error.status < 500 ? 'unknown' : 'unreachable';
      },
    );
  };
  useEffect(look, [code]);
  if (failed.value === 'unreachable') return <ErrorPage trouble={{ kind: 'unreachable' }} retry={look} />;
  return (
    <div class="page">
      <Header />
      {failed.value === null ? (
        <p class="loading" role="status">
          {text.loading}
        </p>
      ) : (
        <main class="error-page" data-testid="error-page" data-kind="no-code">
          <h1>{text.handshake.noCode.title}</h1>
          <p>{text.handshake.noCode.body}</p>
          <CodeForm />
          <Link to="/" class="button" testId="go-home">
            {text.error.goHome}
          </Link>
        </main>
      )}
    </div>
  );
}
