//! Scores become an order.

use std::cmp::Ordering;

use crate::interactions::Watched;

/// Something that scores every video for one person.
pub trait Recommender: Send + Sync {
    /// Writes a finite score for every video; the largest is the best. `history` is what the person has watched, oldest
    /// first; `heat` is what is hot at the moment of asking, by video.
    fn scores(&self, history: &[Watched], heat: &[f32], scores: &mut [f32]);
}

/// Returns the best videos by score that are not left out, best first; of equal ones the lower number stands first.
pub fn best(scores: &[f32], left_out: impl Fn(u32) -> bool, count: usize) -> Vec<u32> {
    let mut videos: Vec<u32> =
        (0_u32..).zip(scores).map(|(video, _)| video).filter(|video| !left_out(*video)).collect();
    let order = |a: &u32, b: &u32| by_score(scores, *a, *b);
    if videos.len() > count {
        videos.select_nth_unstable_by(count, order);
        videos.truncate(count);
    }
    videos.sort_unstable_by(order);
    videos
}

pub(crate) fn by_score(scores: &[f32], a: u32, b: u32) -> Ordering {
    scores[b as usize].total_cmp(&scores[a as usize]).then(a.cmp(&b))
}

/// What makes a column of scores comparable with another: its mean, and one over its spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub(crate) mean: f64,
    /// 0 where all are equal, so that these say nothing.
    pub(crate) per_unit: f64,
}

impl Scale {
    #[expect(clippy::cast_precision_loss, reason = "a count of videos is far below 2^52")]
    pub(crate) fn of(values: &[f32]) -> Self {
        let count = values.len().max(1) as f64;
        let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
        let variance = values.iter().map(|value| (f64::from(*value) - mean).powi(2)).sum::<f64>() / count;
        let spread = variance.sqrt();
        let per_unit = if spread > f64::EPSILON * mean.abs() && spread > 1e-30 { 1.0 / spread } else { 0.0 };
        Self { mean, per_unit }
    }
}

/// What a place in a list is worth; the first place is 1 and has the number 0.
#[expect(clippy::cast_precision_loss, reason = "a place in a list of videos is far below 2^52")]
pub(crate) fn discount(place: usize) -> f64 {
    1.0 / (place as f64 + 2.0).log2()
}

#[cfg(test)]
mod tests {
    use super::{Scale, best, discount};

    #[test]
    fn the_best_come_first_and_equal_ones_by_number() {
        let scores = [1.0, 3.0, 2.0, 3.0, 0.0];
        assert_eq!(best(&scores, |video| video == 2, 3), [1, 3, 0]);
        assert_eq!(best(&scores, |_| false, 9), [1, 3, 2, 0, 4]);
    }

    #[test]
    fn equal_values_say_nothing() {
        assert!(Scale::of(&[2.0; 4]).per_unit.abs() < f64::EPSILON);
        assert!((Scale::of(&[1.0, 3.0]).mean - 2.0).abs() < f64::EPSILON);
        assert!((discount(0) - 1.0).abs() < f64::EPSILON);
    }
}
