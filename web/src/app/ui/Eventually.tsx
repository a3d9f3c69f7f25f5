import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

interface EventuallyProps<P> {
  load: () => Promise<ComponentType<P>>;
  props: P;
  /** What is said where the code cannot be fetched; nothing where the page is whole without. */
  failed?: string;
}

/** A part of a page that is not needed at once: its code is fetched when the page is there. */
export function Eventually<P extends object>({ load, props, failed }: EventuallyProps<P>) {
  const loaded = useSignal<{ part: ComponentType<P> } | 'failed' | null>(null);
  useEffect(() => {
    load().then(
      (part) => {
        loaded.value = { part };
      },
      () => {
        loaded.value = 'failed';
      },
    );
  }, []);
  if (loaded.value === null) return null;
  if (loaded.value === 'failed') return failed === undefined ? null : <p class="note">{failed}</p>;
  const { part: Loaded } = loaded.value;
  return <Loaded {...props} />;
}
