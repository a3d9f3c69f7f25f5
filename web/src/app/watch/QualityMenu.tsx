import { qualityText as words } from '../text-quality';
import { Mine } from './Mine';

interface QualityMenuProps {
  labels: readonly string[];
  /** The index of what is watched, or will be in a moment. */
  value: number;
  isPending: boolean;
  onChoose: (index: number) => void;
}

export function QualityMenu({ labels, value, isPending, onChoose }: QualityMenuProps) {
  return (
    <Mine mark={words.mark}>
      <select
        class={isPending ? 'control speed pending' : 'control speed'}
        aria-label={words.label}
        title={words.label}
        aria-busy={isPending}
        data-testid="quality"
        value={String(value)}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
      >
        {labels.map((label, index) => (
          <option key={label} value={String(index)}>
            {label}
          </option>
        ))}
      </select>
    </Mine>
  );
}
