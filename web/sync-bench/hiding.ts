/**
 * Lets a page believe that its tab is hidden: the visibility says so, and timers fire once a second. An emulation: a
 * headless browser hides nothing, and the rig's flags keep it from slowing anything down by itself.
 */

export interface Hiding {
  hide(hidden: boolean): void;
}

declare global {
  interface Window {
    hiding: Hiding;
  }
}

/** Playwright sends this function as text: it uses nothing from outside. */
export function installHiding(): void {
  const EVERY_MS = 1_000;
  const later = window.setTimeout.bind(window);
  const wallNow = Date.now.bind(Date);
  let hidden = false;
  Object.defineProperty(document, 'hidden', { get: () => hidden });
  Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
  const onBeat = (action: () => void) => {
    if (hidden) later(action, EVERY_MS - (wallNow() % EVERY_MS));
    else action();
  };
  const timeout = (handler: TimerHandler, ms?: number, ...args: unknown[]): number =>
    later(() => onBeat(() => typeof handler === 'function' && handler(...args)), ms);
  const every = window.setInterval.bind(window);
  const interval = (handler: TimerHandler, ms?: number, ...args: unknown[]): number => {
    let waits = false;
    return every(() => {
      if (waits) return;
      waits = true;
      onBeat(() => {
        waits = false;
        if (typeof handler === 'function') handler(...args);
      });
    }, ms);
  };
  Object.assign(window, { setTimeout: timeout, setInterval: interval });
  const hide = (now: boolean) => {
    hidden = now;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  Object.assign(window, { hiding: { hide } satisfies Hiding });
}
