import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { text } from '../text';

interface MoreChoicesProps {
  /** Whether something in it was chosen: then it stays open, so that nothing is chosen out of sight. */
  isSet: boolean;
  children: ComponentChildren;
}

/** What most sessions do without. */
export function MoreChoices({ isSet, children }: MoreChoicesProps) {
  const opened = useSignal(false);
  // Whoever takes the last choice back goes on looking at it.
  useEffect(() => {
    if (isSet) opened.value = true;
  }, [isSet]);
  const isOpen = opened.value || isSet;
  return (
    <div class="more-choices">
      <button
        type="button"
        class="linklike"
        aria-expanded={isOpen}
        aria-controls="more-choices"
        disabled={isSet}
        data-testid="more-choices"
        onClick={() => {
          opened.value = !opened.value;
        }}
      >
        {text.start.more}
      </button>
      <div id="more-choices" class="choices" hidden={!isOpen}>
        {children}
      </div>
    </div>
  );
}
