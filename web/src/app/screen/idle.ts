import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

const IDLE_MS = 3_000;

/**
 * Whether nobody has touched the stage for a while. Focus inside keeps it awake, and so do an open panel and a still
 * picture.
 * A finger on a faded control only brings the controls back: nobody means to press what they cannot see.
 */
export function useIdle(stage: RefObject<HTMLElement | null>, moving: boolean): Signal<boolean> {
  const idle = useSignal(false);
  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const off = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const awake = () => {
      idle.value = false;
      clearTimeout(timer);
      if (!moving) return;
      timer = setTimeout(() => {
        idle.value = element.querySelector(':focus-visible, [aria-expanded=true]') === null;
      }, IDLE_MS);
    };
    for (const name of ['pointermove', 'focusin', 'keydown', 'click']) {
      element.addEventListener(name, awake, { signal: off.signal });
    }
    let revealing = false;
    const onDown = (event: PointerEvent) => {
      revealing = idle.value && event.pointerType !== 'mouse';
      if (revealing) event.stopPropagation();
      awake();
    };
    const onClick = (event: MouseEvent) => {
      if (revealing) event.stopPropagation();
      revealing = false;
    };
    element.addEventListener('pointerdown', onDown, { capture: true, signal: off.signal });
    element.addEventListener('click', onClick, { capture: true, signal: off.signal });
    awake();
    return () => {
      off.abort();
      clearTimeout(timer);
    };
  }, [moving]);
  return idle;
}
