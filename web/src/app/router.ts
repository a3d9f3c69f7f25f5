/** Which page is shown. The server sends the same document for every address. */
import { signal } from '@preact/signals';

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'history' }
  | { readonly page: 'watch'; readonly id: string }
  | { readonly page: 'replay'; readonly id: string }
  /** A short code, of a session or of somebody to watch with. */
  | { readonly page: 'code' | 'with'; readonly id: string }
  | { readonly page: 'unknown' };

export function routeOf(pathname: string): Route {
  if (pathname === '/' || pathname === '/index.html') return { page: 'home' };
  const short = /^\/([ju])\/([^/]+)\/?$/.exec(pathname);
  if (short?.[2] !== undefined) return { page: short[1] === 'j' ? 'code' : 'with', id: decoded(short[2]) };
  if (/^\/history\/?$/.test(pathname)) return { page: 'history' };
  const match = /^\/s\/([^/]+)(\/replay)?\/?$/.exec(pathname);
  if (match?.[1] === undefined) return { page: 'unknown' };
  return { page: match[2] === undefined ? 'watch' : 'replay', id: decoded(match[1]) };
}

export const HISTORY_PATH = '/history';
export const watchPath = (id: string) => `/s/${encodeURIComponent(id)}`;
export const replayPath = (id: string) => `${watchPath(id)}/replay`;

export const route = signal<Route>({ page: 'unknown' });

export function startRouter(): void {
  const read = () => {
    route.value = routeOf(location.pathname);
  };
  window.addEventListener('popstate', read);
  read();
}

/** `instead` of the page that is shown: going back leads to the one before. */
export function navigate(path: string, how: 'onward' | 'instead' = 'onward'): void {
  if (how === 'instead') history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  route.value = routeOf(location.pathname);
  window.scrollTo(0, 0);
}

/** Lets a click on a link change the page without loading it, unless the click wants something else. */
export function onLinkClick(event: MouseEvent): void {
  const wantsElse = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
  if (wantsElse || !(event.currentTarget instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  navigate(event.currentTarget.pathname);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
