import type { Signal } from '@preact/signals';

interface FieldProps {
  label: string;
  hint?: string;
  value: Signal<string>;
  /** As password managers know it. */
  kind: 'username' | 'current-password' | 'new-password';
  testId: string;
}

const LENGTH_MAX = { username: 64, 'current-password': 128, 'new-password': 128 };

export function Field({ label, hint, value, kind, testId }: FieldProps) {
  const type = kind === 'username' ? {} : ({ type: 'password' } as const);
  return (
    <label class="field">
      <span>{label}</span>
      <input
        {...type}
        name={kind}
        autocomplete={kind}
        autocapitalize="none"
        spellcheck={false}
        required
        minLength={kind === 'new-password' ? 8 : 1}
        maxLength={LENGTH_MAX[kind]}
        data-testid={testId}
        value={value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
      {hint !== undefined && <span class="note">{hint}</span>}
    </label>
  );
}
