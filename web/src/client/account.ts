/** The REST calls of accounts: the ways to sign in, and where one is signed in. */
import type {
  MyWays,
  OpenIdAnswer,
  OpenIdBegun,
  Passkey,
  PasskeyAsked,
  Revoked,
  SetPassword,
  SignedIn,
  SignInList,
  SignInWays,
} from './generated/protocol';
import type { Rest } from './rest';

export class Account {
  constructor(private readonly rest: Rest) {}

  /** Which ways to sign in this server has, at the address of the page. */
  ways(): Promise<SignInWays> {
    return this.rest.ask('/api/sign-in');
  }

  signIn(name: string, password: string): Promise<SignedIn> {
    return this.rest.ask('/api/sign-in', { method: 'POST', body: { name, password } });
  }

  /** With a link from the operator. */
  useLink(link: string): Promise<SignedIn> {
    return this.rest.ask('/api/sign-in/link', { method: 'POST', body: { link } });
  }

  askPasskey(): Promise<PasskeyAsked> {
    return this.rest.ask('/api/sign-in/passkey', { method: 'POST' });
  }

  usePasskey(seal: string, credential: object): Promise<SignedIn> {
    return this.rest.ask('/api/sign-in/passkey/finish', { method: 'POST', body: { seal, credential } });
  }

  /** With a token, the account at the provider becomes a way of whom the token belongs to. */
  beginOpenId(token?: string): Promise<OpenIdBegun> {
    return this.rest.ask('/api/sign-in/openid', { method: 'POST', token });
  }

  finishOpenId(answer: OpenIdAnswer): Promise<SignedIn> {
    return this.rest.ask('/api/sign-in/openid/finish', { method: 'POST', body: answer });
  }

  /** How I can come back. */
  myWays(token: string): Promise<MyWays> {
    return this.rest.ask('/api/users/me/ways', { token });
  }

  setPassword(token: string, body: SetPassword): Promise<MyWays> {
    return this.rest.ask('/api/users/me/password', { method: 'POST', token, body });
  }

  removePassword(token: string, current: string): Promise<MyWays> {
    return this.rest.ask('/api/users/me/password', { method: 'DELETE', token, body: { current } });
  }

  askNewPasskey(token: string): Promise<PasskeyAsked> {
    return this.rest.ask('/api/users/me/passkeys', { method: 'POST', token });
  }

  addPasskey(token: string, seal: string, name: string, credential: object): Promise<Passkey> {
    const body = { seal, name, credential };
    return this.rest.ask('/api/users/me/passkeys/finish', { method: 'POST', token, body });
  }

  renamePasskey(token: string, id: string, name: string): Promise<Passkey> {
    return this.rest.ask(passkeyPath(id), { method: 'PATCH', token, body: { name } });
  }

  removePasskey(token: string, id: string): Promise<MyWays> {
    return this.rest.ask(passkeyPath(id), { method: 'DELETE', token });
  }

  /** What was begun with a token. */
  linkOpenId(token: string, answer: OpenIdAnswer): Promise<MyWays> {
    return this.rest.ask('/api/users/me/openid', { method: 'POST', token, body: answer });
  }

  unlinkOpenId(token: string): Promise<MyWays> {
    return this.rest.ask('/api/users/me/openid', { method: 'DELETE', token });
  }

  signIns(token: string): Promise<SignInList> {
    return this.rest.ask('/api/users/me/sign-ins', { token });
  }

  /** Signs me out in one place. */
  revoke(token: string, id: string | 'current'): Promise<Revoked> {
    return this.rest.ask(`/api/users/me/sign-ins/${encodeURIComponent(id)}`, { method: 'DELETE', token });
  }

  /** Signs me out everywhere else. */
  revokeOthers(token: string): Promise<Revoked> {
    return this.rest.ask('/api/users/me/sign-ins', { method: 'DELETE', token });
  }
}

const passkeyPath = (id: string) => `/api/users/me/passkeys/${encodeURIComponent(id)}`;
