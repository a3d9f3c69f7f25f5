//! How good a list is, and how sure that is.

use crate::rank::discount;

/// Of a normal distribution, 95 % lie within so many standard deviations.
const DEVIATIONS_95: f64 = 1.96;

/// A mean with its interval of 95 % confidence, by the normal approximation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// The ends of the interval; none where the values, or the only one, say nothing about how much others differ.
    pub interval: Option<[f64; 2]>,
}

impl Estimate {
    /// Estimates the mean of what the values, which are from 0 to 1, are drawn from.
    #[expect(clippy::cast_precision_loss, reason = "a count of persons is far below 2^52")]
    pub fn of(values: &[f64]) -> Self {
        let count = values.len();
        if count == 0 {
            return Self::default();
        }
        let mean = sum(values.iter().copied()) / count as f64;
        // An interval without any width would be certain of what nobody has seen.
        if values.iter().all(|value| value.to_bits() == values[0].to_bits()) {
            return Self { mean, interval: None };
        }
        let variance = sum(values.iter().map(|value| (value - mean).powi(2))) / (count - 1) as f64;
        let reach = DEVIATIONS_95 * (variance / count as f64).sqrt();
        Self { mean, interval: Some([(mean - reach).max(0.0) + 0.0, (mean + reach).min(1.0)]) }
    }
}

/// The sum of nothing is 0, and not the -0 that the standard library makes of it.
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

/// Normalised discounted cumulative gain of the first `count`: 1 where all that is right stands first.
pub fn ndcg(list: &[u32], right: &[u32], count: usize) -> f64 {
    let first = list.iter().take(count).enumerate();
    let gain = sum(first.filter(|(_, video)| right.contains(video)).map(|(place, _)| discount(place)));
    let ideal = sum((0..right.len().min(count)).map(discount));
    if ideal > 0.0 { gain / ideal } else { 0.0 }
}

/// The share of what is right that stands among the first `count`.
#[expect(clippy::cast_precision_loss, reason = "lists are short")]
pub fn recall(list: &[u32], right: &[u32], count: usize) -> f64 {
    let found = list.iter().take(count).filter(|video| right.contains(video)).count();
    found as f64 / right.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::{Estimate, ndcg, recall};

    #[track_caller]
    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }

    #[test]
    fn a_list_is_worth_what_stands_where() {
        check(ndcg(&[3, 1], &[3], 10), 1.0);
        check(ndcg(&[1, 3], &[3], 10), 1.0 / 3.0_f64.log2());
        check(ndcg(&[1, 3], &[3], 1), 0.0);
        check(ndcg(&[3, 4], &[4, 3], 10), 1.0);
        check(ndcg(&[], &[], 10), 0.0);
        check(recall(&[3, 9, 4], &[3, 4, 5, 6], 2), 0.25);
    }

    #[test]
    fn an_estimate_knows_how_sure_it_is() {
        let estimate = Estimate::of(&[0.0, 1.0, 0.0, 1.0]);
        check(estimate.mean, 0.5);
        check(estimate.interval.unwrap()[1] - 0.5, (1.96 * (1.0_f64 / 3.0 / 4.0).sqrt()).min(0.5));
        let many = Estimate::of(&[0.0, 1.0].repeat(50));
        check(many.interval.unwrap()[0], 0.5 - 1.96 * (50.0_f64 * 0.5 / 99.0 / 100.0).sqrt());
        assert_eq!(Estimate::of(&[1.0]), Estimate { mean: 1.0, interval: None }, "one says nothing about the others");
        assert_eq!(Estimate::of(&[]), Estimate::default());
        let nothing = Estimate::of(&[ndcg(&[1], &[2], 10); 3]);
        assert_eq!(nothing.interval, None, "none of them differs, which does not say that none ever will");
        let figures = [nothing.mean, Estimate::of(&[0.0, 0.0, 1.0]).interval.unwrap()[0], ndcg(&[1], &[2], 10)];
        assert!(figures.iter().all(|figure| figure.is_sign_positive()), "nobody wants to read -0: {figures:?}");
    }
}
