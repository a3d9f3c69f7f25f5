import { useSignal } from '@preact/signals';
import { type ChangeDoor, type Door, type Entry, ProblemError } from '../../client';
import { asMe, handshake } from '../identity';
import { text } from '../text';

const ENTRIES: readonly Entry[] = ['open', 'knock', 'closed'];

interface DoorSettingsProps {
  session: string;
  door: Door;
  onChange: (door: Door) => void;
}

/** Who gets in how: for who may say so. */
export function DoorSettings({ session, door, onChange }: DoorSettingsProps) {
  const password = useSignal('');
  const capacity = useSignal(door.capacity === null ? '' : String(door.capacity));
  const note = useSignal<{ words: string; bad: boolean } | null>(null);
  const change = async (wanted: ChangeDoor) => {
    try {
      onChange(await asMe((token) => handshake.changeDoor(token, session, wanted)));
      note.value = { words: text.handshake.saved, bad: false };
    } catch (error) {
      const words =
        error instanceof ProblemError ? text.trouble.refused(error.message) : text.trouble.unreachable;
      note.value = { words, bad: true };
    }
  };
  const setPassword = async (wanted: string) => {
    await change({ password: wanted });
    password.value = '';
  };
  return (
    <section class="invite-people" data-testid="door-settings">
      <h3>{text.handshake.doorTitle}</h3>
      {!door.is_private && (
        <>
          <select
            class="plain-input"
            data-testid="entry"
            aria-label={text.handshake.doorTitle}
            value={door.entry}
            onChange={(event) => {
              const wanted = ENTRIES.find((entry) => entry === event.currentTarget.value);
              if (wanted !== undefined) void change({ entry: wanted });
            }}
          >
            {ENTRIES.map((entry) => (
              <option key={entry} value={entry}>
                {text.handshake.entry[entry]}
              </option>
            ))}
          </select>
          <label class="field">
            <span>{text.handshake.password}</span>
            <span class="copy-row">
              <input
                type="password"
                maxLength={128}
                autocomplete="new-password"
                data-testid="new-password"
                placeholder={door.has_password ? text.handshake.passwordSet : text.handshake.passwordHint}
                value={password}
                onInput={(event) => {
                  password.value = event.currentTarget.value;
                }}
              />
              <button
                type="button"
                class="button"
                data-testid="set-password"
                disabled={password.value === ''}
                onClick={() => void setPassword(password.value)}
              >
                {text.handshake.setPassword}
              </button>
              {door.has_password && (
                <button
                  type="button"
                  class="button"
                  data-testid="clear-password"
                  onClick={() => void setPassword('')}
                >
                  {text.handshake.clearPassword}
                </button>
              )}
            </span>
          </label>
        </>
      )}
      <label class="check">
        {text.handshake.capacity}
        <input
          type="number"
          class="plain-input capacity"
          min={1}
          max={2000}
          data-testid="capacity"
          value={capacity}
          onInput={(event) => {
            capacity.value = event.currentTarget.value;
          }}
          onChange={() => void change({ capacity: Math.max(0, Math.trunc(Number(capacity.value) || 0)) })}
        />
        {text.handshake.capacityHint}
      </label>
      <p class={note.value?.bad ? 'note bad' : 'note'} role="status" data-testid="door-note">
        {note.value?.words ?? ''}
      </p>
    </section>
  );
}
