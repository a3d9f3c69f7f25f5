/** Short messages that go away by themselves. */
import { signal } from '@preact/signals';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'news' | 'trouble';
}

const SHOWN_MAX = 3;
const SHOWN_MS = { news: 4_000, trouble: 7_000 };

let lastId = 0;

export const toasts = signal<readonly Toast[]>([]);

export function toast(message: string, tone: Toast['tone'] = 'news'): void {
  lastId += 1;
  const id = lastId;
  toasts.value = [...toasts.value, { id, text: message, tone }].slice(-SHOWN_MAX);
  setTimeout(() => {
    toasts.value = toasts.value.filter((other) => other.id !== id);
  }, SHOWN_MS[tone]);
}
