/** Moments at which a wait may be over and a measurement wrong. */

const HIDDEN_MS = 30_000;

/** Calls `action` when the network came back or changed, and when the page is seen again after a while. */
export function onWake(action: () => void): () => void {
  const off = new AbortController();
  const { signal } = off;
  if (typeof document === 'undefined') return () => {};
  window.addEventListener('online', action, { signal });
  let hiddenAt = 0;
  const onVisibility = () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > HIDDEN_MS) action();
  };
  document.addEventListener('visibilitychange', onVisibility, { signal });
  onOtherNetwork(action, signal);
  return () => off.abort();
}

/** The event also tells every new guess of the speed, which changes nothing here: only the kind of network counts. */
function onOtherNetwork(action: () => void, signal: AbortSignal): void {
  const { connection } = navigator as { connection?: EventTarget & { readonly type?: string } };
  if (connection === undefined) return;
  let known = connection.type;
  const onChange = () => {
    if (connection.type === known) return;
    known = connection.type;
    action();
  };
  connection.addEventListener('change', onChange, { signal });
}
