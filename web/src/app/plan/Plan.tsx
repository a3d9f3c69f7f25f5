/** When people are expected: told to everybody, and chosen by who may schedule. */
import '../styles/plan.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { download } from '../download';
import { formatUntil, formatWhen } from '../format';
import { asKnown, rest } from '../identity';
import { text } from '../text';
import { toast } from '../toasts';
import { troubleWords } from '../ui/trouble-words';
import { fromField, toField } from './field';

const TICK_MS = 1_000;

/** The entry is fetched: a link alone does not say who I am, and not everybody may see every session. */
export function CalendarLink({ id }: { id: string }) {
  const save = async (event: Event) => {
    event.preventDefault();
    try {
      download(await asKnown((token) => rest.calendar(id, token)), 'sameframe.ics');
    } catch (error) {
      toast(troubleWords(error), 'trouble');
    }
  };
  return (
    <a
      class="button"
      href={rest.calendarUrl(id)}
      data-testid="calendar"
      onClick={(event) => void save(event)}
    >
      {text.plan.calendar}
    </a>
  );
}

/** How long it still is until then. */
export function Countdown({ startsAt }: { startsAt: string }) {
  const at = Date.parse(startsAt);
  const left = useSignal(at - Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      left.value = at - Date.now();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [at]);
  return (
    <div class="plan-countdown" role="timer" data-testid="plan-countdown">
      {left.value > 0 ? (
        <>
          <span class="note">{text.plan.startsIn}</span>
          <strong>{formatUntil(left.value)}</strong>
        </>
      ) : (
        <strong>{text.plan.now}</strong>
      )}
      <span class="note">{formatWhen(at)}</span>
    </div>
  );
}

interface ChangeProps {
  startsAt: string | null;
  onChange: (startsAt: string | null) => void;
}

/** For who may schedule: the time, and another one. */
export function ChangePlan({ startsAt, onChange }: ChangeProps) {
  const open = useSignal(false);
  const value = useSignal('');
  const edit = () => {
    value.value = startsAt === null ? '' : toField(Date.parse(startsAt));
    open.value = !open.value;
  };
  const save = (event: Event) => {
    event.preventDefault();
    onChange(fromField(value.value));
    open.value = false;
  };
  return (
    <>
      <button
        type="button"
        class="linklike"
        aria-expanded={open.value}
        data-testid="change-plan"
        onClick={edit}
      >
        {startsAt === null ? text.plan.label : text.plan.change}
      </button>
      {open.value && (
        <form class="plan-form" onSubmit={save}>
          <PlanField value={value.value} onValue={(next) => (value.value = next)} />
          <button type="submit" class="button" data-testid="save-plan">
            {text.plan.save}
          </button>
        </form>
      )}
    </>
  );
}

/** A moment ahead, in the time of who looks; empty for none. */
export function PlanField({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  return (
    <input
      type="datetime-local"
      aria-label={text.plan.label}
      min={toField(Date.now())}
      data-testid="plan-input"
      value={value}
      onInput={(event) => onValue(event.currentTarget.value)}
    />
  );
}
