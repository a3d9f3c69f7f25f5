import { formatWhen } from '../format';
import { CalendarLink, ChangePlan } from '../plan/Plan';
import { text } from '../text';
import type { Party } from './party';

/** When people are expected, while that lies ahead; who may schedule can choose another time. */
export function PlanNote({ party }: { party: Party }) {
  const { session } = party.view.value;
  const at = session.starts_at === null ? null : Date.parse(session.starts_at);
  const isAhead = at !== null && at > Date.now();
  const maySchedule = party.whyNot('schedule') === null;
  if (!isAhead && !maySchedule) return null;
  return (
    <div class="plan-note" data-testid="plan-note">
      {isAhead && (
        <>
          <span class="note">{text.plan.startsAt(formatWhen(at))}</span>
          <CalendarLink id={session.id} />
        </>
      )}
      {maySchedule && (
        <ChangePlan
          startsAt={isAhead ? session.starts_at : null}
          onChange={(startsAt) => party.reschedule(startsAt)}
        />
      )}
    </div>
  );
}
