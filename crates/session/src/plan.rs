//! Rules of meeting at a time: it is told to everybody, and nothing is locked until then.

use timeline::Timestamp;

use crate::decide::Draft;
use crate::event::Event;
use crate::limits::PLANNED_AHEAD_MS_MAX;
use crate::refusal::Refusal;
use crate::state::{Opening, Session};

impl Opening {
    /// Refuses a time to meet that is over already, or too far away.
    pub fn check(&self, now: Timestamp) -> Result<(), Refusal> {
        check_start(self.starts_at, now)
    }
}

impl Session {
    pub(crate) fn reschedule(&self, draft: &mut Draft, starts_at: Option<Timestamp>) -> Result<(), Refusal> {
        if starts_at == self.starts_at {
            return Ok(());
        }
        check_start(starts_at, draft.at)?;
        draft.push(Event::Rescheduled { starts_at });
        Ok(())
    }
}

fn check_start(starts_at: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    let fits = |at: Timestamp| at > now && at.ms_since(now) <= PLANNED_AHEAD_MS_MAX;
    if starts_at.is_none_or(fits) { Ok(()) } else { Err(Refusal::BadStart) }
}
