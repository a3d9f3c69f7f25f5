import '../styles/mine.css';
import type { ComponentChildren } from 'preact';

/** A menu in the control bar that is for oneself; where there is little room, its mark stands for it. */
export function Mine({ mark, children }: { mark: string; children: ComponentChildren }) {
  return (
    <span class="mine" data-mark={mark}>
      {children}
    </span>
  );
}
