/** Fields of a form that say what is wrong with them. */
import type { ComponentChildren } from 'preact';
import { defineText as words } from '../text-define';
import type { Flaws } from './definition';

interface InputProps {
  label: string;
  /** Its name among the flaws. */
  field: string;
  flaws: Flaws;
  value: string;
  onValue: (value: string) => void;
  hint?: string | undefined;
  numeric?: boolean;
  maxLength?: number;
  list?: string;
  readOnly?: boolean;
}

export function Input(props: InputProps) {
  const { label, field, flaws, value, onValue, hint, list, readOnly = false, maxLength = 64 } = props;
  const flaw = flaws.get(field);
  const id = `define-${field}`;
  const notes = [hint !== undefined && `${id}-hint`, flaw !== undefined && `${id}-flaw`].filter(Boolean);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        type="text"
        id={id}
        name={field}
        value={value}
        maxLength={maxLength}
        readOnly={readOnly}
        list={list}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        inputMode={props.numeric ? 'numeric' : 'text'}
        aria-invalid={flaw !== undefined}
        aria-describedby={notes.join(' ')}
        data-testid={id}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {hint !== undefined && (
        <span id={`${id}-hint`} class="note">
          {hint}
        </span>
      )}
      {flaw !== undefined && (
        <span id={`${id}-flaw`} class="note bad" data-testid={`${id}-flaw`}>
          {words.rule(flaw)}
        </span>
      )}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  field: string;
  value: T;
  of: Record<T, string>;
  onValue: (value: T) => void;
}

export function Choice<T extends string>({ label, field, value, of, onValue }: ChoiceProps<T>) {
  const choices = Object.keys(of) as T[];
  return (
    <label class="field">
      {label}
      <select
        class="plain-input"
        data-testid={`define-${field}`}
        value={value}
        onChange={(event) => {
          const chosen = choices.find((one) => one === event.currentTarget.value);
          if (chosen !== undefined) onValue(chosen);
        }}
      >
        {choices.map((one) => (
          <option key={one} value={one}>
            {of[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Fields that belong together. */
export function Group({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: string;
  children: ComponentChildren;
}) {
  return (
    <fieldset class="define-group">
      <legend>{title}</legend>
      {hint !== undefined && <p class="note">{hint}</p>}
      {children}
    </fieldset>
  );
}
