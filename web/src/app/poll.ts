/** Repeats something while the page can be seen. */

export function whileVisible(everyMs: number, action: () => void): () => void {
  const timer = setInterval(() => {
    if (!document.hidden) action();
  }, everyMs);
  const onVisible = () => {
    if (!document.hidden) action();
  };
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', onVisible);
  };
}
