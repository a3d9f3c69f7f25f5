//! Intervals that hold at every moment at once.
//!
//! An ordinary 95 % interval holds at one moment that was chosen before; who looks every day and stops at the first
//! difference is wrong in a third of all experiments without any. These are asymptotic confidence sequences (Waudby-Smith,
//! Arbour, Sinha, Kennedy, Ramdas: "Time-uniform central limit theory and asymptotic confidence sequences"): over all
//! looks together, they miss the truth in at most the share of experiments that was asked for.

use crate::moments::Moments;

/// How sure, and narrowest at how many units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence {
    /// In which share of experiments the truth may ever be missed.
    pub error_rate: f64,
    /// At how many units, both arms together, the interval is to be narrowest.
    pub planned_units: u32,
}

/// What an arm is away from the control.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The arm's ratio less the control's.
    pub estimate: f64,
    /// Its variance.
    pub variance: f64,
    /// How many units there are in both.
    pub units: u32,
}

/// Four of five true differences of this many standard errors beyond the interval are seen.
const POWER_ERRORS: f64 = 0.841_621_233_572_914_3;

impl Difference {
    /// Compares two arms, where both have a ratio.
    pub fn between(control: &Moments, arm: &Moments) -> Option<Self> {
        Some(Self {
            estimate: arm.ratio()? - control.ratio()?,
            variance: arm.variance()? + control.variance()?,
            units: control.units().saturating_add(arm.units()),
        })
    }

    /// Tells whether units differ within at least one of the arms. Where they do not, nothing says how far off the estimate may
    /// be, and there is no interval.
    pub fn has_spread(&self) -> bool {
        self.variance > 0.0
    }

    /// How far the interval reaches to each side.
    pub fn half_width(&self, confidence: Confidence) -> f64 {
        self.variance.sqrt() * errors(confidence, self.units)
    }

    /// The smallest true difference that would be seen in four of five experiments, if units went on like this up to so
    /// many in both.
    pub fn detectable_at(&self, confidence: Confidence, units: u32) -> f64 {
        let variance = self.variance * f64::from(self.units) / f64::from(units.max(1));
        variance.sqrt() * (errors(confidence, units) + POWER_ERRORS)
    }
}

/// How many standard errors an interval reaches to each side.
fn errors(confidence: Confidence, units: u32) -> f64 {
    let Confidence { error_rate, planned_units } = confidence;
    let doubled = -2.0 * error_rate.ln();
    let rho_squared = (doubled + (doubled + 1.0).ln()) / f64::from(planned_units.max(1));
    let scaled = f64::from(units.max(1)) * rho_squared;
    (2.0 * (scaled + 1.0) / scaled * ((scaled + 1.0).sqrt() / error_rate).ln()).sqrt()
}

#[cfg(test)]
mod tests {
    use super::{Confidence, Difference, errors};

    const USUAL: Confidence = Confidence { error_rate: 0.05, planned_units: 1_000 };

    #[test]
    fn exp_6_the_interval_by_hand() {
        // rho² = (-2 ln .05 + ln(1 - 2 ln .05)) / 1000 = 0.00793691…; at 1,000 units 7.93691… + 1 to the root is 2.98947….
        let scaled = 7.936_91_f64;
        let expected = (2.0 * (scaled + 1.0) / scaled * (2.989_47_f64 / 0.05).ln()).sqrt();
        assert!((errors(USUAL, 1_000) - expected).abs() < 1e-4, "{}", errors(USUAL, 1_000));
    }

    #[test]
    fn exp_6_it_is_wider_than_an_interval_for_one_look() {
        for units in [10, 100, 1_000, 10_000, 1_000_000] {
            assert!(errors(USUAL, units) > 2.7, "{units}");
        }
    }

    #[test]
    fn exp_11_a_smaller_difference_takes_more_units() {
        let seen = Difference { estimate: 0.0, variance: 0.01, units: 200 };
        let [now, later] = [200, 2_000].map(|units| seen.detectable_at(USUAL, units));
        assert!(seen.half_width(USUAL) < now && later < now / 2.0, "{now} {later}");
    }
}
