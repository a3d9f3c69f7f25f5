/** Short messages that go away by themselves. */
import { signal } from '@preact/signals';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'news' | 'trouble';
  readonly action?: Action;
}

/** What can be done about it, while the message is shown. */
export interface Action {
  readonly label: string;
  readonly run: () => void;
}

const SHOWN_MAX = 3;
const SHOWN_MS = { news: 4_000, trouble: 7_000 };
/** Long enough to read, decide and press. */
const SHOWN_WITH_ACTION_MS = 7_000;

let lastId = 0;

export const toasts = signal<readonly Toast[]>([]);

/** Another page: what happened on the last one is no news there. */
export function clearToasts(): void {
  toasts.value = [];
}

export function toast(message: string, tone: Toast['tone'] = 'news', action?: Action): void {
  lastId += 1;
  const id = lastId;
  toasts.value = [...toasts.value, { id, text: message, tone, ...(action && { action }) }].slice(-SHOWN_MAX);
  setTimeout(() => dismiss(id), action ? SHOWN_WITH_ACTION_MS : SHOWN_MS[tone]);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((other) => other.id !== id);
}
