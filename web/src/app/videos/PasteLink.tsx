import { useSignal } from '@preact/signals';
import { Outcome } from '../account/Outcome';
import { LINK_CHARS_MAX } from '../address';
import { text } from '../text';
import { videosText as words } from '../text-videos';
import { useStarting } from './starting';

/** What is not in the catalogue is watched by its address. */
export function PasteLink() {
  const url = useSignal('');
  const { asking, start } = useStarting();
  const submit = (event: Event) => {
    event.preventDefault();
    start({ url: url.value.trim() });
  };
  return (
    <form class="paste-link" onSubmit={submit}>
      <label class="field">
        <span>{words.paste}</span>
        <input
          type="url"
          maxLength={LINK_CHARS_MAX}
          inputMode="url"
          autocomplete="off"
          required
          data-testid="paste-link"
          placeholder={text.start.urlPlaceholder}
          value={url}
          onInput={(event) => {
            url.value = event.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" class="button primary" data-testid="watch-link" disabled={asking.busy}>
        {asking.busy.value ? words.starting : words.watch}
      </button>
      <Outcome of={asking} testId="paste-trouble" />
    </form>
  );
}
