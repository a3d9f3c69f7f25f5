//! Positions in the media.

use std::fmt;

/// A position in the media, or its length, in whole microseconds from the start. Never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timecode(i64);

impl Timecode {
    /// The start of the media.
    pub const ZERO: Self = Self(0);
    /// The largest position: 100 days. Whatever is longer is a stream without an end, not a video.
    pub const MAX: Self = Self(100 * 24 * 3600 * 1_000_000);

    /// Makes a timecode from milliseconds, at most `MAX`.
    pub fn from_ms_clamped(ms: u64) -> Self {
        i64::try_from(ms.saturating_mul(1_000)).map_or(Self::MAX, Self::from_us_clamped)
    }

    /// Makes a timecode from microseconds, moved into `ZERO..=MAX`.
    pub const fn from_us_clamped(us: i64) -> Self {
        if us < 0 {
            Self::ZERO
        } else if us > Self::MAX.0 {
            Self::MAX
        } else {
            Self(us)
        }
    }

    /// Makes a timecode from seconds, rounded to the nearest microsecond.
    ///
    /// Returns `None` for what is no position: not a number, negative, or beyond [`Timecode::MAX`].
    pub fn from_seconds(seconds: f64) -> Option<Self> {
        if !(0.0..=Self::MAX.seconds()).contains(&seconds) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "the range was checked above")]
        let us = (seconds * 1e6).round() as i64;
        Some(Self(us))
    }

    /// Returns microseconds from the start.
    pub const fn us(self) -> i64 {
        self.0
    }

    /// Returns seconds from the start, exact to the microsecond.
    #[expect(clippy::cast_precision_loss, reason = "MAX in microseconds is far below 2^53")]
    pub const fn seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl fmt::Display for Timecode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / 1_000_000;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if hours > 0 { write!(f, "{hours}:{minutes:02}:{seconds:02}") } else { write!(f, "{minutes}:{seconds:02}") }
    }
}

#[cfg(test)]
mod tests {
    use super::Timecode;

    #[test]
    fn seconds_that_are_no_position_are_refused() {
        for seconds in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.001, 1e300] {
            assert_eq!(Timecode::from_seconds(seconds), None, "{seconds}");
        }
        assert_eq!(Timecode::from_seconds(12.345_678_4).map(Timecode::us), Some(12_345_678));
    }

    #[test]
    fn milliseconds_of_any_size_are_a_timecode() {
        assert_eq!(Timecode::from_ms_clamped(1_500), Timecode::from_us_clamped(1_500_000));
        assert_eq!(Timecode::from_ms_clamped(u64::MAX), Timecode::MAX);
    }

    #[test]
    fn display_reads_like_a_player() {
        assert_eq!(Timecode::from_us_clamped(754_000_000).to_string(), "12:34");
        assert_eq!(Timecode::from_us_clamped(3_661_000_000).to_string(), "1:01:01");
    }
}
