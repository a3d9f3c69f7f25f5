import { useSignal } from '@preact/signals';
import { text } from '../text';

/** A text with a button that copies it; who cannot copy can select it. */
export function Copy({ label, value, testId }: { label: string; value: string; testId: string }) {
  const copied = useSignal(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      copied.value = true;
    } catch {
      copied.value = false;
    }
  };
  return (
    <label class="field">
      <span>{label}</span>
      <span class="copy-row">
        <input
          type="text"
          readonly
          data-testid={testId}
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="button" onClick={() => void copy()}>
          <span aria-live="polite">{copied.value ? text.handshake.copied : text.handshake.copy}</span>
        </button>
      </span>
    </label>
  );
}
