import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface PictureProps {
  address: string | null;
  class?: string;
  testId?: string;
  /** What stands in its place where there is none, or it does not load. */
  children?: ComponentChildren;
}

/** A picture of a video. The title beside it says what is to be seen on it. */
export function Picture(props: PictureProps) {
  const { address, class: look = 'video-picture', testId = 'picture', children = null } = props;
  const failed = useSignal<string | null>(null);
  if (address === null || failed.value === address) return <>{children}</>;
  return (
    <img
      class={look}
      src={address}
      alt=""
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
      data-testid={testId}
      onError={() => {
        failed.value = address;
      }}
    />
  );
}
