//! Whom the other nodes see, and what they are told of whom this one sees.

use session::MemberId;
use store::PresentMember;

use crate::neighbours::Elsewhere;
use crate::task::SessionTask;

/// How many of whom this node sees the others are told of to the millisecond.
const TOLD_EXACTLY_MAX: usize = 1_000;
/// To what the delays of more are rounded up, and their drifts rounded, in milliseconds.
const DELAY_STEP_MS: i64 = 50;
const DRIFT_STEP_MS: i64 = 1_000;

impl SessionTask {
    /// Takes in whom the other nodes see.
    pub(crate) fn hear_of_elsewhere(&mut self, elsewhere: Elsewhere) {
        let Elsewhere { mut members, is_whole } = elsewhere;
        if !is_whole {
            self.presence.add_those_seen_elsewhere(&mut members);
        }
        let gone_at = self.shared.clock.now().plus_ms(self.shared.options.gone_after_ms);
        self.shared.neighbours.note_shared(&self.id, !members.is_empty());
        self.presence.hear(members, gone_at);
        self.attendance.hear(self.presence.elsewhere());
        self.tell_comings();
    }

    /// Tells the other nodes everything anew.
    pub(crate) fn call_roll(&mut self) {
        self.told_roll = None;
        self.is_roll_old = true;
        self.is_roll_urgent = true;
    }

    /// Tells the other nodes whom this one sees, if that has changed.
    pub(crate) fn tell_roll(&mut self) {
        (self.is_roll_old, self.is_roll_urgent) = (false, false);
        self.roll_at = self.shared.clock.now();
        let present =
            |id: &MemberId| self.attendance.present(id.clone(), self.presence.standing(id), self.presence.delay(id));
        let mut roll: Vec<_> = self.presence.here().map(present).collect();
        if roll.len() > TOLD_EXACTLY_MAX {
            for present in &mut roll {
                blur(present);
            }
        }
        roll.sort_unstable_by(|one, other| one.member.cmp(&other.member));
        if self.told_roll.as_ref() != Some(&roll) {
            self.shared.neighbours.tell(self.id.clone(), roll.clone());
            self.told_roll = Some(roll);
        }
    }
}

/// Leaves out what nobody needs to know of each in a crowd, so that most are alike and stay so.
fn blur(present: &mut PresentMember) {
    let up = |ms: i64| ms.saturating_add(DELAY_STEP_MS - 1) / DELAY_STEP_MS * DELAY_STEP_MS;
    present.delay.round_trip_p95_ms = up(present.delay.round_trip_p95_ms);
    present.delay.start_latency_ms = up(present.delay.start_latency_ms);
    if let Some(standing) = &mut present.standing {
        let half = DRIFT_STEP_MS / 2 * standing.drift_ms.signum();
        standing.drift_ms = standing.drift_ms.saturating_add(half) / DRIFT_STEP_MS * DRIFT_STEP_MS;
    }
}
