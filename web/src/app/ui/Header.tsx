import type { ComponentChildren } from 'preact';
import { whoAmI } from '../handshake/inbox';
import { myToken } from '../identity';
import { ACCOUNT_PATH, SIGN_IN_PATH } from '../router';
import { text } from '../text';
import { Avatar } from './Avatar';
import { Link } from './Link';

export function Header({ children }: { children?: ComponentChildren }) {
  return (
    <header class="header">
      <Link to="/" class="brand" testId="home-link">
        <span class="brand-mark" aria-hidden="true" />
        {text.app}
      </Link>
      {children}
      <Me />
    </header>
  );
}

/** Who I am here; who is nobody yet can sign in. */
function Me() {
  const me = whoAmI.value;
  if (myToken.value === null) {
    return (
      <Link to={SIGN_IN_PATH} class="header-sign-in" testId="sign-in-link">
        {text.signIn}
      </Link>
    );
  }
  if (me === null) return null;
  return (
    <Link to={ACCOUNT_PATH} class="header-me" label={text.you(me.name)} testId="me">
      <Avatar id={me.id} name={me.name} />
    </Link>
  );
}
