//! When a prediction is locked by itself. It is asked of the timeline as it is now, so that a jump, a pause, another speed
//! and an undoing count without being noted anywhere.

use timeline::{Status, Timeline, Timestamp};

use super::event::{Closing, LockReason};
use super::rules::locked;
use super::state::{Prediction, Stage};
use crate::decide::Draft;
use crate::state::Session;

impl Session {
    /// Returns when the next prediction is locked by itself, if one is.
    pub(crate) fn next_lock(&self) -> Option<Timestamp> {
        self.locks().map(|(at, ..)| at).min()
    }

    pub(crate) fn lock_next(&self, draft: &mut Draft) {
        let Some((_, id, prediction)) = self.locks().min_by_key(|(at, ..)| *at) else { return };
        let reason = match prediction.closes {
            Closing::Position { .. } => LockReason::Position,
            Closing::At(_) | Closing::ByHand => LockReason::Time,
        };
        draft.push_server(locked(id, prediction, reason), None);
    }

    fn locks(&self) -> impl Iterator<Item = (Timestamp, u64, &Prediction)> {
        let open = self.predictions.unresolved().filter(|(_, prediction)| prediction.stage == Stage::Open);
        open.filter_map(|(id, prediction)| Some((self.locks_at(&prediction.closes)?, id, prediction)))
    }

    fn locks_at(&self, closes: &Closing) -> Option<Timestamp> {
        match closes {
            Closing::At(at) => Some(*at),
            Closing::Position { video, position } if *video == self.screen.video => {
                let timeline = &self.screen.timeline;
                // What is beyond the end counts as the end.
                let position = timeline.length.map_or(*position, |length| length.min(*position));
                reaches(timeline, position.us())
            }
            // Another video says nothing about this one, which may come back.
            Closing::ByHand | Closing::Position { .. } => None,
        }
    }
}

/// Returns when a timeline is at a position: where it stands there or beyond already, since it stands so.
fn reaches(timeline: &Timeline, position_us: i64) -> Option<Timestamp> {
    let left_us = position_us - timeline.position.us();
    match timeline.status {
        _ if left_us <= 0 => Some(timeline.at),
        Status::Paused => None,
        Status::Playing => {
            let rate = timeline.rate.thousandths();
            Some(timeline.at.plus_ms((left_us + rate - 1) / rate))
        }
    }
}
