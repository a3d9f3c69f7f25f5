//! The state vector and the equation.

use crate::{Rate, Timecode, Timestamp};

/// Whether the media moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// The media moves at the timeline's rate.
    Playing,
    /// The media stands still.
    #[default]
    Paused,
}

/// What everybody should see: from which position, since which server time, how fast.
///
/// ```text
/// position(now) = position + rate * max(0, now - at)    while playing, never past `length`
/// position(now) = position                              while paused
/// ```
///
/// An `at` in the future is a scheduled start: until then the position stands still, so that everybody has the time
/// to get ready and starts together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Whether the media moves.
    pub status: Status,
    /// The position at the time `at`.
    pub position: Timecode,
    /// How fast the group plays; kept while paused.
    pub rate: Rate,
    /// The server time at which `position` holds.
    pub at: Timestamp,
    /// How long the media is, once a player has told.
    pub length: Option<Timecode>,
}

impl Timeline {
    /// Returns the position everybody should see at `now`.
    pub fn position_at(&self, now: Timestamp) -> Timecode {
        let moved_us = match self.status {
            Status::Playing => now.ms_since(self.at).saturating_mul(self.rate.thousandths()),
            Status::Paused => 0,
        };
        self.clamped(self.position.us().saturating_add(moved_us))
    }

    /// Returns when the media reaches its end, while it plays and its length is known.
    pub fn ends_at(&self) -> Option<Timestamp> {
        let (Status::Playing, Some(length)) = (self.status, self.length) else {
            return None;
        };
        let left_us = (length.us() - self.position.us()).max(0);
        let rate = self.rate.thousandths();
        Some(self.at.plus_ms((left_us + rate - 1) / rate))
    }

    /// Returns where it was so much of playing before `now`.
    pub fn back_by(&self, ms: i64, now: Timestamp) -> Timecode {
        Timecode::from_us_clamped(self.position_at(now).us() - ms.saturating_mul(self.rate.thousandths()))
    }

    /// Plays from where it stands, starting at `start`, which may be in the future.
    #[must_use]
    pub fn played(&self, start: Timestamp) -> Self {
        Self { status: Status::Playing, ..self.rebased(start) }
    }

    /// Pauses where it stands at `now`.
    #[must_use]
    pub fn paused(&self, now: Timestamp) -> Self {
        Self { status: Status::Paused, ..self.rebased(now) }
    }

    /// Goes to `position`; what plays goes on playing from there at `start`.
    #[must_use]
    pub fn sought(&self, position: Timecode, start: Timestamp) -> Self {
        Self { position: self.clamped(position.us()), at: start, ..*self }
    }

    /// Changes the rate from `now` on, without a jump.
    #[must_use]
    pub fn with_rate(&self, rate: Rate, now: Timestamp) -> Self {
        if now < self.at {
            return Self { rate, ..*self };
        }
        Self { rate, ..self.rebased(now) }
    }

    /// Learns how long the media is. A position beyond the end moves to the end.
    #[must_use]
    pub fn with_length(&self, length: Timecode) -> Self {
        let known = Self { length: Some(length), ..*self };
        Self { position: known.clamped(known.position.us()), ..known }
    }

    /// Says the same from another moment on.
    fn rebased(&self, at: Timestamp) -> Self {
        Self { position: self.position_at(at), at, ..*self }
    }

    fn clamped(&self, us: i64) -> Timecode {
        Timecode::from_us_clamped(us).min(self.length.unwrap_or(Timecode::MAX))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};

    use super::{Status, Timeline};
    use crate::{Rate, Timecode, Timestamp};

    fn timelines() -> impl Strategy<Value = Timeline> {
        let hour_us = 3_600_000_000_i64;
        (any::<bool>(), 0..hour_us, 250..=2000_i64, 0..10_000_000_i64, proptest::option::of(1..hour_us)).prop_map(
            |(playing, position_us, rate, at_ms, length_us)| {
                let timeline = Timeline {
                    status: if playing { Status::Playing } else { Status::Paused },
                    position: Timecode::from_us_clamped(position_us),
                    rate: Rate::from_thousandths(rate).unwrap(),
                    at: Timestamp::from_ms(at_ms),
                    length: None,
                };
                length_us.map_or(timeline, |us| timeline.with_length(Timecode::from_us_clamped(us)))
            },
        )
    }

    proptest! {
        #[test]
        fn position_never_goes_back_and_never_passes_the_end(
            timeline in timelines(), first_ms in 0..20_000_000_i64, later_ms in 0..20_000_000_i64,
        ) {
            let first = timeline.position_at(Timestamp::from_ms(first_ms));
            let later = timeline.position_at(Timestamp::from_ms(first_ms + later_ms));
            prop_assert!(later >= first);
            prop_assert!(timeline.length.is_none_or(|length| later <= length));
        }

        #[test]
        fn changes_do_not_jump(timeline in timelines(), after_ms in 0..20_000_000_i64, rate in 250..=2000_i64) {
            let now = timeline.at.plus_ms(after_ms);
            let seen = timeline.position_at(now);
            prop_assert_eq!(timeline.paused(now).position_at(now), seen);
            prop_assert_eq!(timeline.played(now).position_at(now), seen);
            prop_assert_eq!(timeline.with_rate(Rate::from_thousandths(rate).unwrap(), now).position_at(now), seen);
        }

        #[test]
        fn the_end_is_reached_when_said(timeline in timelines()) {
            if let Some(end) = timeline.ends_at() {
                prop_assert_eq!(Some(timeline.position_at(end)), timeline.length);
                let before = timeline.position_at(end.plus_ms(-1));
                prop_assert!(end == timeline.at || Some(before) < timeline.length);
            }
        }
    }

    #[test]
    fn a_scheduled_start_stands_still_until_it_is_due() {
        let start = Timestamp::from_ms(1_000);
        let timeline = Timeline::default().sought(Timecode::from_us_clamped(5_000_000), start).played(start);
        assert_eq!(timeline.position_at(Timestamp::from_ms(400)).us(), 5_000_000);
        assert_eq!(timeline.position_at(Timestamp::from_ms(1_001)).us(), 5_001_000);
        assert_eq!(timeline.paused(Timestamp::from_ms(700)).position.us(), 5_000_000);
    }
}
