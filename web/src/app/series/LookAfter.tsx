import { useSignal } from '@preact/signals';
import type { ChangeSeries, Series } from '../../client';
import { text } from '../text';
import { words } from '../text-series-page';
import { Dialog } from '../ui/Dialog';
import { TimesForm } from './TimesForm';
import { myZone } from './times';

interface LookAfterProps {
  series: Series;
  onChange: (change: ChangeSeries) => Promise<unknown>;
}

/** For who looks after a series: its times, a rest, and its end. */
export function LookAfter({ series, onChange }: LookAfterProps) {
  const changing = useSignal(false);
  const ending = useSignal(false);
  const isPaused = series.state === 'paused';
  return (
    <div class="series-look-after">
      <div class="actions">
        <button
          type="button"
          class="button"
          aria-expanded={changing.value}
          data-testid="change-times"
          onClick={() => {
            changing.value = !changing.value;
          }}
        >
          {words.change}
        </button>
        <button
          type="button"
          class="button"
          data-testid="pause-series"
          onClick={() => void onChange({ state: isPaused ? 'running' : 'paused' })}
        >
          {isPaused ? words.goOn : words.pause}
        </button>
        <button
          type="button"
          class="button danger"
          data-testid="end-series"
          onClick={() => {
            ending.value = true;
          }}
        >
          {words.end}
        </button>
      </div>
      {changing.value && (
        <TimesForm
          times={series.weekly.length > 0 ? series.weekly : [{ day: 'friday', time: '20:00' }]}
          action={words.save}
          onTimes={async (weekly) => {
            await onChange({ weekly, time_zone: myZone() });
            changing.value = false;
          }}
        />
      )}
      {ending.value && (
        <Dialog
          title={words.end}
          onClose={() => {
            ending.value = false;
          }}
        >
          <p>{words.endBody}</p>
          <div class="actions">
            <button
              type="button"
              class="button danger solid"
              data-testid="confirm-end-series"
              onClick={() => {
                ending.value = false;
                void onChange({ state: 'ended' });
              }}
            >
              {words.endConfirm}
            </button>
            <button
              type="button"
              class="button"
              onClick={() => {
                ending.value = false;
              }}
            >
              {text.cancel}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
