import { useSignal } from '@preact/signals';
import type { WeeklyTime } from '../../client';
import { text } from '../text';
import { words } from '../text-series-page';
import { WEEK } from './times';

const TIMES_MAX = 7;

interface TimesFormProps {
  times: readonly WeeklyTime[];
  /** What the button says that takes them. */
  action: string;
  onTimes: (times: WeeklyTime[]) => Promise<unknown>;
}

/** Days and times of a week. It stands in forms of others, so it is none itself. */
export function TimesForm({ times, action, onTimes }: TimesFormProps) {
  const chosen = useSignal<readonly WeeklyTime[]>(times);
  const busy = useSignal(false);
  const set = (place: number, part: Partial<WeeklyTime>) => {
    chosen.value = chosen.value.map((time, at) => (at === place ? { ...time, ...part } : time));
  };
  const save = async () => {
    busy.value = true;
    await onTimes([...chosen.value]);
    busy.value = false;
  };
  const last = chosen.value.at(-1) ?? { day: 'friday', time: '20:00' };
  return (
    <div class="series-times">
      {chosen.value.map((time, place) => (
        <div key={place} class="series-time">
          <select
            class="plain-input"
            aria-label={words.day}
            data-testid="series-day"
            value={time.day}
            onChange={(event) => {
              const day = WEEK.find((one) => one === event.currentTarget.value);
              if (day !== undefined) set(place, { day });
            }}
          >
            {WEEK.map((day) => (
              <option key={day} value={day}>
                {text.series.days[day]}
              </option>
            ))}
          </select>
          <input
            type="time"
            class="plain-input"
            aria-label={words.clock}
            data-testid="series-clock"
            required
            value={time.time}
            onInput={(event) => set(place, { time: event.currentTarget.value })}
          />
          {chosen.value.length > 1 && (
            <button
              type="button"
              class="button"
              aria-label={words.removeTime}
              onClick={() => {
                chosen.value = chosen.value.filter((_, at) => at !== place);
              }}
            >
              ×
            </button>
          )}
        </div>
      ))}
      <div class="series-time">
        <button
          type="button"
          class="button primary"
          data-testid="save-times"
          disabled={busy.value || chosen.value.some(({ time }) => time === '')}
          onClick={() => void save()}
        >
          {action}
        </button>
        {chosen.value.length < TIMES_MAX && (
          <button
            type="button"
            class="linklike"
            data-testid="add-time"
            onClick={() => {
              chosen.value = [...chosen.value, last];
            }}
          >
            {words.addTime}
          </button>
        )}
      </div>
    </div>
  );
}
