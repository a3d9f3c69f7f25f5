//! Every reason to wake up, one line each.

use timeline::Timestamp;

use crate::command::Actor;
use crate::decide::Draft;
use crate::limits::{ABANDON_AFTER_MS, ABANDON_UNVISITED_AFTER_MS};
use crate::log::Entry;
use crate::state::{Phase, Session};

/// Something that becomes due by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The video on screen reaches its end.
    EndOfVideo,
    /// The time to confirm a status change is over.
    Confirm,
    /// The group has waited long enough.
    Hold,
    /// A prediction takes no picks any more.
    PredictionLock,
    /// The next video of the queue begins.
    Next,
    /// The host was erased, and somebody who is here takes over.
    Succession,
    /// Nobody has been present for long.
    Abandon,
}

impl Timer {
    const ALL: [Self; 7] = [
        Self::Succession,
        Self::EndOfVideo,
        Self::Confirm,
        Self::Hold,
        Self::Next,
        Self::PredictionLock,
        Self::Abandon,
    ];

    fn due(self, session: &Session) -> Option<Timestamp> {
        match self {
            Self::EndOfVideo => session.screen.timeline.ends_at(),
            Self::Confirm => session.asked.as_ref().map(|asked| asked.until),
            Self::Hold => session.hold.as_ref().map(|hold| hold.until),
            Self::PredictionLock => session.next_lock(),
            Self::Next => session.queue.announced().map(|announced| announced.at),
            Self::Succession => session.succession_due(),
            Self::Abandon => {
                let visited = !session.members.is_empty();
                let after_ms = if visited { ABANDON_AFTER_MS } else { ABANDON_UNVISITED_AFTER_MS };
                // Nobody is missed before the time to meet.
                let since = session.empty_since.map(|since| session.starts_at.map_or(since, |at| at.max(since)));
                since.map(|since| since.plus_ms(after_ms))
            }
        }
    }

    /// `now` is when it is done, which may be long after it was due.
    fn fire(self, session: &Session, draft: &mut Draft, now: Timestamp) {
        match self {
            Self::EndOfVideo => session.reach_end_of_video(draft),
            Self::Confirm => session.expire_confirmation(draft),
            Self::Hold => session.expire_hold(draft),
            Self::PredictionLock => session.lock_next(draft),
            Self::Next => session.begin_announced(draft, now),
            Self::Succession => session.succeed(draft),
            Self::Abandon => session.abandon(draft),
        }
    }
}

impl Session {
    /// Returns which timer is due next and when, if any is set. A session that has ended has none.
    pub fn deadline(&self) -> Option<(Timestamp, Timer)> {
        match self.phase {
            Phase::Live => {}
            Phase::Ended { .. } => return None,
        }
        Timer::ALL.into_iter().filter_map(|timer| Some((timer.due(self)?, timer))).min_by_key(|(due, _)| *due)
    }

    /// Returns the entries of the next timer that is due by `now`, stamped with the time it was due, or none.
    ///
    /// Call again after applying them until nothing is due: a session nobody looked at for long catches up in order.
    pub fn expire(&self, now: Timestamp) -> Vec<Entry> {
        let Some((due, timer)) = self.deadline().filter(|(due, _)| *due <= now) else {
            return Vec::new();
        };
        let mut draft = Draft::new(self, due, &Actor::Server);
        timer.fire(self, &mut draft, now);
        draft.entries
    }
}
