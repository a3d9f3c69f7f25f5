import { useSignal } from '@preact/signals';
import type { Passkey } from '../../client';
import { formatAgo } from '../format';
import { account, asMe } from '../identity';
import { text } from '../text';
import { accountText as words } from '../text-account';
import { useAsking } from './asking';
import { Outcome } from './Outcome';
import { hasPasskeys, makePasskey } from './passkeys';

interface PasskeysProps {
  passkeys: readonly Passkey[];
  /** Why none can be made at this address. */
  why: string | null;
  onChange: () => void;
}

/** The passkeys that I sign in with. */
export function Passkeys({ passkeys, why, onChange }: PasskeysProps) {
  const asking = useAsking();
  const add = () =>
    asking.run(async () => {
      const { options, seal } = await asMe((token) => account.askNewPasskey(token));
      const made = await makePasskey(options);
      if (typeof made === 'string') return made;
      await asMe((token) => account.addPasskey(token, seal, words.passkeyName(device()), made));
      onChange();
      return undefined;
    });
  const trouble = why ?? (hasPasskeys() ? null : words.noPasskeysHere);
  return (
    <div class="way" data-testid="passkey-way">
      <h3>{words.passkeys}</h3>
      <p class="note">{words.passkeysWhat}</p>
      <ul class="account-list">
        {passkeys.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} onChange={onChange} />
        ))}
      </ul>
      {trouble === null ? (
        <button
          type="button"
          class="button"
          data-testid="add-passkey"
          disabled={asking.busy}
          onClick={() => void add()}
        >
          {words.addPasskey}
        </button>
      ) : (
        <p class="note" data-testid="no-passkeys">
          {text.trouble.refused(trouble)}
        </p>
      )}
      <Outcome of={asking} testId="passkey-note" />
    </div>
  );
}

function PasskeyRow({ passkey, onChange }: { passkey: Passkey; onChange: () => void }) {
  const { id, name, created_at, used_at } = passkey;
  const newName = useSignal<string | null>(null);
  const asking = useAsking();
  const rename = (to: string) =>
    asking.run(async () => {
      await asMe((token) => account.renamePasskey(token, id, to));
      newName.value = null;
      onChange();
    });
  const remove = () =>
    asking.run(async () => {
      await asMe((token) => account.removePasskey(token, id));
      onChange();
    });
  const used = used_at === null ? words.passkeyNever : words.passkeyUsed(ago(used_at));
  return (
    <li class="account-row" data-testid="passkey">
      <div class="grow">
        {newName.value === null ? (
          <strong>{name}</strong>
        ) : (
          <form
            class="copy-row"
            onSubmit={(event) => {
              event.preventDefault();
              void rename(newName.value ?? name);
            }}
          >
            <input
              type="text"
              class="plain-input"
              maxLength={64}
              required
              aria-label={words.newName}
              data-testid="passkey-name"
              value={newName.value}
              onInput={(event) => {
                newName.value = event.currentTarget.value;
              }}
            />
            <button type="submit" class="button" data-testid="save-passkey-name">
              {words.save}
            </button>
          </form>
        )}
        <p class="note">
          {words.passkeyAdded(ago(created_at))}, {used}
        </p>
        <Outcome of={asking} testId="passkey-row-note" />
      </div>
      <div class="actions">
        <button
          type="button"
          class="button"
          aria-label={words.renameLabel(name)}
          data-testid="rename-passkey"
          onClick={() => {
            newName.value = newName.value === null ? name : null;
          }}
        >
          {newName.value === null ? words.rename : text.cancel}
        </button>
        <button
          type="button"
          class="button danger"
          aria-label={words.removeLabel(name)}
          data-testid="remove-passkey"
          disabled={asking.busy}
          onClick={() => void remove()}
        >
          {words.remove}
        </button>
      </div>
    </li>
  );
}

const ago = (at: string) => formatAgo(Date.parse(at), Date.now());

/** What this device calls itself, for the first name of its passkey. */
function device(): string {
  const data = (navigator as { userAgentData?: { platform?: string } }).userAgentData;
  return data?.platform ?? /\((?:X11; )?([A-Za-z]+)/.exec(navigator.userAgent)?.[1] ?? '';
}
