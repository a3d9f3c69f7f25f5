import '../styles/account.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { account, asMe, become } from '../identity';
import { ACCOUNT_PATH, SIGN_IN_PATH } from '../router';
import { text } from '../text';
import { accountText as words } from '../text-account';
import { Header } from '../ui/Header';
import { Link } from '../ui/Link';
import { troubleWords } from '../ui/trouble-words';
import { type Back, readBack } from './openid';

/** Back from the identity provider: on to the account, or what is wrong. */
export function OpenIdPage() {
  const trouble = useSignal<string | null>(null);
  useEffect(() => {
    document.title = `${words.signInTitle} · ${text.app}`;
    const back = readBack(location.search);
    history.replaceState(null, '', location.pathname);
    finish(back).then(
      (words) => {
        trouble.value = words;
      },
      (error: unknown) => {
        trouble.value = troubleWords(error);
      },
    );
  }, []);
  return (
    <div class="page">
      <Header />
      <main class="account sign-in">
        <h1>{words.signInTitle}</h1>
        {trouble.value === null ? (
          <p class="note" role="status">
            {words.signingIn}
          </p>
        ) : (
          <>
            <p class="banner bad" role="alert" data-testid="openid-trouble">
              {trouble.value}
            </p>
            <Link to={SIGN_IN_PATH} class="button" testId="openid-again">
              {words.again}
            </Link>
          </>
        )}
      </main>
    </div>
  );
}

/** Returns what is wrong, in a sentence. */
async function finish(back: Back): Promise<string | null> {
  if (back.kind === 'not-begun') return words.openidNoTry;
  if (back.kind === 'refused') return words.openidRefused(back.reason);
  if (back.links) await asMe((token) => account.linkOpenId(token, back.answer));
  else await become(await account.finishOpenId(back.answer));
  location.replace(ACCOUNT_PATH);
  return null;
}
