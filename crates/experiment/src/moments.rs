//! The sums that a ratio needs, taken up unit by unit.

/// Means, variances and the covariance of numerators and denominators, by the method of Welford: no large sums of squares
/// are taken from each other.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    units: u32,
    numerator: f64,
    denominator: f64,
    numerator_squares: f64,
    denominator_squares: f64,
    products: f64,
}

/// What is left of a spread below this share of what was taken from each other is rounding.
const ROUNDING: f64 = 1e-9;

impl Moments {
    /// Takes a unit up.
    pub fn add(&mut self, numerator: f64, denominator: f64) {
        self.units = self.units.saturating_add(1);
        let units = f64::from(self.units);
        let numerator_off = numerator - self.numerator;
        let denominator_off = denominator - self.denominator;
        self.numerator += numerator_off / units;
        self.denominator += denominator_off / units;
        self.numerator_squares += numerator_off * (numerator - self.numerator);
        self.denominator_squares += denominator_off * (denominator - self.denominator);
        self.products += numerator_off * (denominator - self.denominator);
    }

    /// How many units there are.
    pub fn units(&self) -> u32 {
        self.units
    }

    /// The sum of all numerators through the sum of all denominators.
    pub fn ratio(&self) -> Option<f64> {
        (self.denominator > 0.0).then(|| self.numerator / self.denominator)
    }

    /// The variance of the ratio, by the delta method: a unit's weight in the ratio is as random as what it did, and what
    /// happens within a unit need not be independent. It is 0, and nothing else, where all units have done the same.
    pub fn variance(&self) -> Option<f64> {
        let ratio = self.ratio()?;
        if self.units < 2 {
            return None;
        }
        let of_denominators = ratio * ratio * self.denominator_squares;
        let squares = self.numerator_squares - 2.0 * ratio * self.products + of_denominators;
        let is_rounding = squares <= ROUNDING * (self.numerator_squares + of_denominators);
        let units = f64::from(self.units);
        let of_one = if is_rounding { 0.0 } else { squares / (units - 1.0) };
        Some(of_one / (self.denominator * self.denominator) / units)
    }
}

#[cfg(test)]
mod tests {
    use super::Moments;

    #[test]
    fn a_ratio_and_its_variance_by_hand() {
        let mut moments = Moments::default();
        for (numerator, denominator) in [(1.0, 2.0), (3.0, 4.0), (2.0, 6.0)] {
            moments.add(numerator, denominator);
        }
        // 6 of 12. What each is off from half of its denominator: 0, 1, -1. Their variance is 1, the mean denominator 4.
        assert_eq!(moments.ratio(), Some(0.5));
        assert!((moments.variance().unwrap() - 1.0 / 16.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn without_a_denominator_there_is_no_ratio() {
        let mut moments = Moments::default();
        assert_eq!(moments.ratio(), None);
        moments.add(0.0, 0.0);
        moments.add(0.0, 0.0);
        assert_eq!((moments.ratio(), moments.variance()), (None, None));
    }

    #[test]
    fn units_that_all_have_the_same_ratio_have_no_spread() {
        let mut moments = Moments::default();
        for evenings in [1.0, 2.0, 4.0, 7.0, 11.0] {
            moments.add(evenings * 0.1, evenings);
        }
        assert_eq!(moments.variance(), Some(0.0));
        moments.add(0.2, 1.0);
        assert!(moments.variance().unwrap() > 1e-5);
    }

    #[test]
    fn large_values_lose_nothing() {
        let mut moments = Moments::default();
        for off in [0.0, 1.0, 2.0] {
            moments.add(1e9 + off, 1.0);
        }
        assert!((moments.variance().unwrap() - 1.0 / 3.0).abs() < 1e-6);
    }
}
