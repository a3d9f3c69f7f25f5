import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { text } from '../text';
import { toast } from '../toasts';

interface LaterProps<P> {
  load: () => Promise<ComponentType<P>>;
  props: P;
}

/** A dialog that few open: its code is fetched when somebody does. */
export function Later<P extends { onClose: () => void }>({ load, props }: LaterProps<P>) {
  const loaded = useSignal<{ dialog: ComponentType<P> } | null>(null);
  useEffect(() => {
    load().then(
      (dialog) => {
        loaded.value = { dialog };
      },
      () => {
        toast(text.trouble.unreachable, 'trouble');
        props.onClose();
      },
    );
  }, []);
  if (loaded.value === null) return null;
  const { dialog: Loaded } = loaded.value;
  return <Loaded {...props} />;
}
