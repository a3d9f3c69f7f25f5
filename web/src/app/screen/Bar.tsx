import { useSignal } from '@preact/signals';
import type { ComponentChildren, TargetedPointerEvent } from 'preact';

interface BarProps {
  label: string;
  testId: string;
  value: number;
  max: number;
  valueText: string;
  /** How far an arrow key goes. */
  step: number;
  format: (value: number) => string;
  onPick: (value: number) => void;
  disabled?: boolean;
  /** Why it does nothing. */
  why?: string | null;
  /** What lies under the filled part: buffered ranges, markers. */
  children?: ComponentChildren;
}

/** A bar to pick a time on: with a pointer, showing the time under it, or with the keyboard. */
export function Bar(props: BarProps) {
  const {
    label,
    testId,
    value,
    max,
    valueText,
    format,
    onPick,
    disabled = false,
    why = null,
    children,
  } = props;
  const hover = useSignal<number | null>(null);
  const drag = useSignal<number | null>(null);
  const at = (event: TargetedPointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * max;
  };
  const shown = drag.value ?? value;
  const tip = drag.value ?? hover.value;
  const key = (event: KeyboardEvent) => {
    const to = keyTarget(event.key, value, props);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    onPick(Math.min(Math.max(to, 0), max));
  };
  return (
    <div
      class="bar"
      role="slider"
      tabIndex={disabled ? -1 : 0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.round(max)}
      aria-valuenow={Math.round(shown)}
      aria-valuetext={valueText}
      aria-disabled={disabled}
      aria-description={why ?? undefined}
      title={why ?? undefined}
      data-testid={testId}
      style={{ '--at': share(shown, max) }}
      onKeyDown={disabled ? undefined : key}
      onPointerDown={(event) => {
        if (disabled || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.value = at(event);
      }}
      onPointerMove={(event) => {
        hover.value = at(event);
        if (drag.value !== null) drag.value = hover.value;
      }}
      onPointerUp={() => {
        if (drag.value !== null) onPick(drag.value);
        drag.value = null;
      }}
      onPointerCancel={() => {
        drag.value = null;
      }}
      onPointerLeave={() => {
        hover.value = null;
      }}
    >
      <div class="bar-track">
        {children}
        <div class="bar-fill" />
      </div>
      <div class="bar-knob" />
      {tip !== null && max > 0 && (
        <span class="bar-tip" style={{ '--at': share(tip, max) }}>
          {format(tip)}
        </span>
      )}
    </div>
  );
}

/** How far along the bar something is, as a number from 0 to 1 for the style sheet. */
export function share(value: number, max: number): string {
  return max <= 0 ? '0' : Math.min(Math.max(value / max, 0), 1).toFixed(5);
}

function keyTarget(key: string, value: number, { step, max }: BarProps): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return value - step;
    case 'ArrowRight':
    case 'ArrowUp':
      return value + step;
    case 'PageDown':
      return value - 10 * step;
    case 'PageUp':
      return value + 10 * step;
    case 'Home':
      return 0;
    case 'End':
      return max;
    default:
      return null;
  }
}
