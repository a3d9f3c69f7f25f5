import { useSignal } from '@preact/signals';
import type { User } from '../../client';
import { whoAmI } from '../handshake/inbox';
import { asMe, keepName, rest } from '../identity';
import { accountText as words } from '../text-account';
import { Avatar } from '../ui/Avatar';
import { useAsking } from './asking';
import { Outcome } from './Outcome';

/** What I am called, and how to change it. */
export function MyName({ me, note, onChange }: { me: User; note: string; onChange: () => void }) {
  const open = useSignal(false);
  const name = useSignal(me.name);
  const asking = useAsking();
  const save = () =>
    asking.run(async () => {
      const renamed = await asMe((token) => rest.renameMe(token, name.value));
      keepName(renamed.name);
      whoAmI.value = renamed;
      open.value = false;
      onChange();
      return words.nameSaved;
    });
  return (
    <>
      <Avatar id={me.id} name={me.name} />
      <div class="grow">
        <strong data-testid="account-name">{me.name}</strong>{' '}
        {!open.value && (
          <button
            type="button"
            class="linklike"
            data-testid="open-name"
            onClick={() => {
              name.value = me.name;
              open.value = true;
            }}
          >
            {words.changeName}
          </button>
        )}
        {open.value && (
          <form
            class="way-form"
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            <label class="field">
              <span>{words.myName}</span>
              <input
                required
                maxLength={64}
                autocomplete="nickname"
                data-testid="my-name"
                value={name}
                onInput={(event) => {
                  name.value = event.currentTarget.value;
                }}
              />
            </label>
            <button type="submit" class="button primary" disabled={asking.busy} data-testid="save-name">
              {asking.busy.value ? words.saving : words.save}
            </button>
          </form>
        )}
        <p class="note">{note}</p>
        <Outcome of={asking} testId="name-note" />
      </div>
    </>
  );
}
