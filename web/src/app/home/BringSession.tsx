import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { ProblemError } from '../../client';
import { asMe, rest } from '../identity';
import { navigate, replayPath } from '../router';
import { text } from '../text';

/** Takes in the file of a session that was saved here or elsewhere, and shows it. */
export function BringSession() {
  const input = useRef<HTMLInputElement>(null);
  const busy = useSignal(false);
  const trouble = useSignal<string | null>(null);
  const bring = async (file: File) => {
    busy.value = true;
    trouble.value = null;
    try {
      const { session } = await asMe((token) => rest.importSession(token, file));
      navigate(replayPath(session.id));
    } catch (error) {
      trouble.value = error instanceof ProblemError ? error.message : text.trouble.unreachable;
    }
    busy.value = false;
    // The same file can be chosen again.
    if (input.current !== null) input.current.value = '';
  };
  return (
    <div class="bring">
      <input
        ref={input}
        type="file"
        accept=".ndjson,application/x-ndjson"
        hidden
        data-testid="bring-file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file !== undefined) void bring(file);
        }}
      />
      <button
        type="button"
        class="linklike"
        disabled={busy.value}
        data-testid="bring"
        onClick={() => input.current?.click()}
      >
        {busy.value ? text.replay.bringing : text.replay.bring}
      </button>
      {trouble.value !== null && (
        <p class="note bad" role="alert" data-testid="bring-trouble">
          {text.trouble.refused(trouble.value)}
        </p>
      )}
    </div>
  );
}
