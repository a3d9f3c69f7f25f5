import '../styles/account.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SignedIn, SignInWays } from '../../client';
import { whoAmI } from '../handshake/inbox';
import { account, become, whoWasHere } from '../identity';
import { ACCOUNT_PATH } from '../router';
import { text } from '../text';
import { accountText as words } from '../text-account';
import { Header } from '../ui/Header';
import { Link } from '../ui/Link';
import { useAsking } from './asking';
import { Field } from './Field';
import { Outcome } from './Outcome';
import { goToProvider } from './openid';
import { hasPasskeys, usePasskey } from './passkeys';

const LINK_IN_ADDRESS = /^#link=(.+)$/;

/** Becoming somebody who is known already. */
export function SignInPage() {
  const name = useSignal('');
  const password = useSignal('');
  const ways = useSignal<SignInWays | null>(null);
  const asking = useAsking();
  const enter = (how: () => Promise<SignedIn | string>) =>
    asking.run(async () => {
      const signedIn = await how();
      if (typeof signedIn === 'string') return signedIn;
      await become(signedIn);
      // A page from before may still hold what was somebody else's.
      location.assign(ACCOUNT_PATH);
      return undefined;
    });
  const passkey = async () => {
    const { options, seal } = await account.askPasskey();
    const used = await usePasskey(options);
    return typeof used === 'string' ? used : account.usePasskey(seal, used);
  };
  useEffect(() => {
    document.title = `${words.signInTitle} · ${text.app}`;
    const link = LINK_IN_ADDRESS.exec(location.hash)?.[1];
    if (link !== undefined) {
      history.replaceState(null, '', location.pathname);
      void enter(() => account.useLink(link));
    }
    account.ways().then(
      (offered) => {
        ways.value = offered;
      },
      () => {
        // A password is a way everywhere; trying it says what is wrong.
      },
    );
  }, []);
  return (
    <div class="page">
      <Header />
      <main class="account sign-in">
        <h1>{words.signInTitle}</h1>
        <p class="note">{words.signInNot}</p>
        <WhoIsHere />
        <form
          class="account-part card"
          onSubmit={(event) => {
            event.preventDefault();
            void enter(() => account.signIn(name.value, password.value));
          }}
        >
          <Field label={words.nameLabel} value={name} kind="username" testId="sign-in-name" />
          <Field
            label={words.passwordLabel}
            value={password}
            kind="current-password"
            testId="sign-in-password"
          />
          <button type="submit" class="button primary large" disabled={asking.busy} data-testid="sign-in">
            {asking.busy.value ? words.signingIn : words.signIn}
          </button>
          <Outcome of={asking} testId="sign-in-note" />
          <p class="note">{words.forgot}</p>
        </form>
        <div class="account-part">
          {ways.value !== null && ways.value.no_passkeys === null && hasPasskeys() && (
            <button
              type="button"
              class="button large"
              data-testid="sign-in-passkey"
              disabled={asking.busy}
              onClick={() => void enter(passkey)}
            >
              {words.withPasskey}
            </button>
          )}
          {ways.value !== null && ways.value.no_passkeys !== null && (
            <p class="note" data-testid="no-passkeys">
              {text.trouble.refused(ways.value.no_passkeys)}
            </p>
          )}
          {ways.value?.openid != null && (
            <button
              type="button"
              class="button large"
              data-testid="sign-in-openid"
              disabled={asking.busy}
              onClick={() => void asking.run(() => goToProvider())}
            >
              {words.withOpenid(ways.value.openid)}
            </button>
          )}
        </div>
      </main>
    </div>
  );
}

/** Whoever is here already is told what becomes of them. */
function WhoIsHere() {
  const me = whoAmI.value;
  if (me === null) return null;
  const isSignedIn = whoWasHere() !== null;
  return (
    <p class="banner" data-testid="who-is-here">
      {isSignedIn ? words.signedInAlready(me.name) : words.becomes(me.name)}{' '}
      <Link to={ACCOUNT_PATH}>{words.toAccount}</Link>
    </p>
  );
}
