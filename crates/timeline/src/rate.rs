//! The shared playback rate.

/// How fast the group plays, in thousandths of normal speed, within [`Rate::MIN`]..=[`Rate::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u16);

impl Rate {
    /// Normal speed.
    pub const NORMAL: Self = Self(1000);
    /// A quarter of normal speed; browsers mute the sound below it.
    pub const MIN: Self = Self(250);
    /// Twice normal speed.
    pub const MAX: Self = Self(2000);

    /// Makes a rate from thousandths, or `None` outside the range.
    pub fn from_thousandths(thousandths: i64) -> Option<Self> {
        let rate = Self(u16::try_from(thousandths).ok()?);
        (Self::MIN..=Self::MAX).contains(&rate).then_some(rate)
    }

    /// Makes a rate from a factor (1.0 is normal speed), rounded to thousandths, or `None` outside the range.
    pub fn from_factor(factor: f64) -> Option<Self> {
        if !factor.is_finite() {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and the range is checked next")]
        Self::from_thousandths((factor * 1000.0).round() as i64)
    }

    /// Returns thousandths of normal speed, which is also microseconds of media per millisecond.
    pub const fn thousandths(self) -> i64 {
        self.0 as i64
    }

    /// Returns the factor; 1.0 is normal speed.
    pub fn factor(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl Default for Rate {
    fn default() -> Self {
        Self::NORMAL
    }
}

#[cfg(test)]
mod tests {
    use super::Rate;

    #[test]
    fn only_rates_a_browser_plays_with_sound_are_accepted() {
        for factor in [f64::NAN, f64::INFINITY, 0.0, -1.0, 0.249, 2.001, 1e18] {
            assert_eq!(Rate::from_factor(factor), None, "{factor}");
        }
        assert_eq!(Rate::from_factor(1.25).map(Rate::thousandths), Some(1250));
    }
}
