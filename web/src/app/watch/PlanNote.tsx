import { CalendarLink, ChangePlan, Countdown } from '../plan/Plan';
import type { Party } from './party';

/** When people are expected, while that lies ahead; who may schedule can choose another time. */
export function PlanNote({ party }: { party: Party }) {
  const { id, starts_at: startsAt } = party.view.value.session;
  const isAhead = startsAt !== null && Date.parse(startsAt) > Date.now();
  const maySchedule = party.whyNot('schedule') === null;
  if (!isAhead && !maySchedule) return null;
  return (
    <div class="plan-note" data-testid="plan-note">
      {isAhead && (
        <>
          <Countdown key={startsAt} startsAt={startsAt} />
          <CalendarLink id={id} />
        </>
      )}
      {maySchedule && (
        <ChangePlan startsAt={isAhead ? startsAt : null} onChange={(wanted) => party.reschedule(wanted)} />
      )}
    </div>
  );
}
