import type { Visibility } from '../../client';
import { text } from '../text';

const VISIBILITIES: readonly Visibility[] = ['public', 'unlisted', 'private'];

interface VisibilityFieldProps {
  value: Visibility;
  onValue: (value: Visibility) => void;
}

/** Who may find a session. */
export function VisibilityField({ value, onValue }: VisibilityFieldProps) {
  return (
    <label class="check">
      {text.visibility.label}
      <select
        data-testid="visibility"
        value={value}
        onChange={(event) => {
          const chosen = VISIBILITIES.find((one) => one === event.currentTarget.value);
          if (chosen !== undefined) onValue(chosen);
        }}
      >
        {VISIBILITIES.map((one) => (
          <option key={one} value={one}>
            {text.visibility.of[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
