import type { ComponentChildren } from 'preact';
import { onLinkClick } from '../router';

interface LinkProps {
  to: string;
  class?: string;
  children: ComponentChildren;
  testId?: string;
}

/** A link to another page of this app. */
export function Link({ to, class: className = '', children, testId }: LinkProps) {
  return (
    <a href={to} class={className} onClick={onLinkClick} data-testid={testId}>
      {children}
    </a>
  );
}
