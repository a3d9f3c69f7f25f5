/** To the identity provider and back. What is begun is kept in this tab, so that nobody else can end it. */
import type { OpenIdAnswer } from '../../client';
import { account, keep, recall } from '../identity';

const BEGUN_KEY = 'sameframe.openid';

interface Begun {
  readonly seal: string;
  /** Whether the account there becomes a way of who is here. */
  readonly links: boolean;
}

/** Leaves the page. With a token, the account at the provider becomes a way of whom the token belongs to. */
export async function goToProvider(token?: string): Promise<void> {
  const { location: to, seal } = await account.beginOpenId(token);
  const begun: Begun = { seal, links: token !== undefined };
  keep(sessionStorage, BEGUN_KEY, JSON.stringify(begun));
  location.assign(to);
}

/** What the provider has sent back: an answer, or why there is none. */
export type Back =
  | { readonly kind: 'answer'; readonly answer: OpenIdAnswer; readonly links: boolean }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'not-begun' };

export function readBack(search: string): Back {
  const query = new URLSearchParams(search);
  const reason = query.get('error');
  if (reason !== null) return { kind: 'refused', reason: reason.slice(0, 60) };
  const [state, code] = [query.get('state'), query.get('code')];
  const begun = JSON.parse(recall(sessionStorage, BEGUN_KEY) ?? 'null') as Begun | null;
  if (begun === null || state === null || code === null) return { kind: 'not-begun' };
  return { kind: 'answer', answer: { seal: begun.seal, state, code }, links: begun.links };
}
