import type { ComponentChildren } from 'preact';
import { onLinkClick } from '../router';

interface LinkProps {
  to: string;
  class?: string;
  children: ComponentChildren;
  testId?: string;
  /** What it is called, where it shows no words. */
  label?: string;
}

/** A link to another page of this app. */
export function Link({ to, class: className = '', children, testId, label }: LinkProps) {
  return (
    <a
      href={to}
      class={className}
      onClick={onLinkClick}
      data-testid={testId}
      aria-label={label}
      title={label}
    >
      {children}
    </a>
  );
}
