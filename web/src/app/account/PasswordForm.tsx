import { useSignal } from '@preact/signals';
import { account, asMe } from '../identity';
import { accountText as words } from '../text-account';
import { useAsking } from './asking';
import { Field } from './Field';
import { Outcome } from './Outcome';

interface PasswordFormProps {
  /** The name that I sign in with; null where I have no password. */
  name: string | null;
  suggestion: string;
  onChange: () => void;
}

/** The name and the password that I sign in with. */
export function PasswordForm({ name, suggestion, onChange }: PasswordFormProps) {
  const open = useSignal(false);
  const wanted = useSignal(name ?? suggestion);
  const password = useSignal('');
  const current = useSignal('');
  const asking = useAsking();
  const save = () =>
    asking.run(async () => {
      const body = { name: wanted.value, password: password.value };
      const whole = name === null ? body : { ...body, current: current.value };
      await asMe((token) => account.setPassword(token, whole));
      password.value = '';
      current.value = '';
      open.value = false;
      onChange();
      return words.saved;
    });
  const remove = () =>
    asking.run(async () => {
      await asMe((token) => account.removePassword(token, current.value));
      current.value = '';
      open.value = false;
      onChange();
      return words.passwordRemoved;
    });
  return (
    <div class="way" data-testid="password-way">
      <h3>{words.password}</h3>
      <p class="note" data-testid="password-name">
        {name === null ? words.noPassword : words.passwordOf(name)}
      </p>
      {open.value ? (
        <form
          class="way-form"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <Field label={words.name} hint={words.nameHint} value={wanted} kind="username" testId="sign-name" />
          {name !== null && (
            <Field label={words.current} value={current} kind="current-password" testId="current-password" />
          )}
          <Field
            label={words.newPassword}
            hint={words.passwordHint}
            value={password}
            kind="new-password"
            testId="account-password"
          />
          <button type="submit" class="button primary" disabled={asking.busy} data-testid="save-password">
            {asking.busy.value ? words.saving : words.save}
          </button>
          {name !== null && (
            <button
              type="button"
              class="button danger"
              disabled={asking.busy.value || current.value === ''}
              data-testid="remove-password"
              onClick={() => void remove()}
            >
              {words.removePassword}
            </button>
          )}
        </form>
      ) : (
        <button
          type="button"
          class="button"
          data-testid="open-password"
          onClick={() => {
            open.value = true;
          }}
        >
          {name === null ? words.addPassword : words.changePassword}
        </button>
      )}
      <Outcome of={asking} testId="password-note" />
    </div>
  );
}
