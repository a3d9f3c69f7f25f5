import type { ComponentChildren } from 'preact';
import { text } from '../text';
import { Link } from './Link';

export function Header({ children }: { children?: ComponentChildren }) {
  return (
    <header class="header">
      <Link to="/" class="brand" testId="home-link">
        <span class="brand-mark" aria-hidden="true" />
        {text.app}
      </Link>
      {children}
    </header>
  );
}
