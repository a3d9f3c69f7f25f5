import { useSignal } from '@preact/signals';
import { navigate } from '../router';
import { text } from '../text';

/** A short code, typed. */
export function CodeForm() {
  const code = useSignal('');
  return (
    <form
      class="code-form"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = code.value.trim();
        if (typed !== '') navigate(`/j/${encodeURIComponent(typed)}`);
      }}
    >
      <label class="field">
        <span>{text.handshake.joinWithCode}</span>
        <input
          type="text"
          class="code-input"
          maxLength={12}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          data-testid="code-input"
          placeholder={text.handshake.codePlaceholder}
          value={code}
          onInput={(event) => {
            code.value = event.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" class="button" data-testid="join-code">
        {text.handshake.join}
      </button>
    </form>
  );
}
