/** Which page is shown. The server sends the same document for every address. */
import { signal } from '@preact/signals';

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'history' | 'account' | 'sign-in' | 'admin' }
  | { readonly page: 'series'; readonly id: string }
  | { readonly page: 'experiments' }
  /** With what is looked for, as the address has it. */
  | { readonly page: 'videos'; readonly search: string }
  /** Back from the identity provider. */
  | { readonly page: 'openid' }
  | { readonly page: 'watch'; readonly id: string }
  | { readonly page: 'replay'; readonly id: string }
  /** A short code, of a session or of somebody to watch with. */
  | { readonly page: 'code' | 'with'; readonly id: string }
  | { readonly page: 'unknown' };

export function routeOf(pathname: string, search = ''): Route {
  if (pathname === '/' || pathname === '/index.html') return { page: 'home' };
  const short = /^\/([ju])\/([^/]+)\/?$/.exec(pathname);
  if (short?.[2] !== undefined) return { page: short[1] === 'j' ? 'code' : 'with', id: decoded(short[2]) };
  const series = /^\/series\/([^/]+)\/?$/.exec(pathname)?.[1];
  if (series !== undefined) return { page: 'series', id: decoded(series) };
  const plain = /^\/(history|account|sign-in|admin)\/?$/.exec(pathname)?.[1] as
    | 'history'
    | 'account'
    | 'sign-in'
    | 'admin'
    | undefined;
  if (plain !== undefined) return { page: plain };
  if (pathname === EXPERIMENTS_PATH || pathname === `${EXPERIMENTS_PATH}/`) return { page: 'experiments' };
  if (pathname === VIDEOS_PATH || pathname === `${VIDEOS_PATH}/`) return { page: 'videos', search };
  if (pathname === OPENID_PATH) return { page: 'openid' };
  // Where frames of other sites are let in, the page is the same (`embedded.ts`).
  const match = /^\/s\/([^/]+)(\/replay)?(?:\/embedded)?\/?$/.exec(pathname);
  if (match?.[1] === undefined) return { page: 'unknown' };
  return { page: match[2] === undefined ? 'watch' : 'replay', id: decoded(match[1]) };
}

export const HISTORY_PATH = '/history';
export const ACCOUNT_PATH = '/account';
export const EXPERIMENTS_PATH = '/admin/experiments';
export const VIDEOS_PATH = '/videos';
export const SIGN_IN_PATH = '/sign-in';
/** Known to the server, and to the identity provider. */
const OPENID_PATH = '/sign-in/openid';
export const watchPath = (id: string) => `/s/${encodeURIComponent(id)}`;
export const replayPath = (id: string) => `${watchPath(id)}/replay`;

export const seriesPath = (id: string) => `/series/${encodeURIComponent(id)}`;
/** The page of a series itself, also while an evening goes on. */
export const eveningsPath = (id: string) => `${seriesPath(id)}#evenings`;

export const route = signal<Route>({ page: 'unknown' });

export function startRouter(): void {
  const read = () => {
    route.value = routeOf(location.pathname, location.search);
  };
  window.addEventListener('popstate', read);
  read();
}

/** `instead` of the page that is shown: going back leads to the one before. */
export function navigate(path: string, how: 'onward' | 'instead' = 'onward'): void {
  if (how === 'instead') history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  route.value = routeOf(location.pathname, location.search);
  window.scrollTo(0, 0);
}

/** Lets a click on a link change the page without loading it, unless the click wants something else. */
export function onLinkClick(event: MouseEvent): void {
  const wantsElse = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
  if (wantsElse || !(event.currentTarget instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  const { pathname, hash } = event.currentTarget;
  navigate(pathname + hash);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
