import { dismiss, toasts } from '../toasts';

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite" data-testid="toasts">
      {toasts.value.map(({ id, text, tone, action }) => (
        <p key={id} class={`toast toast-${tone}`}>
          {text}
          {action !== undefined && (
            <button
              type="button"
              class="toast-action"
              data-testid="toast-action"
              onClick={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
