import { toasts } from '../toasts';

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite" data-testid="toasts">
      {toasts.value.map(({ id, text, tone }) => (
        <p key={id} class={`toast toast-${tone}`}>
          {text}
        </p>
      ))}
    </div>
  );
}
