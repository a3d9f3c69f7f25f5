//! What is hot now, by forward decay: an interaction adds `weight · 2^((t − t0)/h)`, and then the order is right at every
//! moment, although nothing is ever decayed again. All of it only scales as time goes on.

use crate::interactions::{Interactions, Watched};
use crate::rank::Recommender;

/// After how many seconds an interaction counts half.
pub const HALF_LIFE_S_DEFAULT: i64 = 7 * 24 * 60 * 60;

/// The heat of every video.
#[derive(Clone, Debug)]
pub struct Pulse {
    half_life_s: f64,
    /// Against which times are decayed. What comes more than a thousand half-lives before it has no heat.
    from_s: i64,
    heat: Vec<f64>,
}

impl Pulse {
    /// Starts cold, for interactions until about `from_s`.
    #[expect(clippy::cast_precision_loss, reason = "seconds of a lifetime are far below 2^52")]
    pub fn new(videos: usize, half_life_s: i64, from_s: i64) -> Self {
        Self { half_life_s: half_life_s.max(1) as f64, from_s, heat: vec![0.0; videos] }
    }

    /// Returns the heat after all interactions.
    pub fn of(interactions: &Interactions, half_life_s: i64) -> Self {
        let last_s = interactions.watched().iter().map(|watched| watched.at_s).max().unwrap_or_default();
        let mut pulse = Self::new(interactions.videos(), half_life_s, last_s);
        for watched in interactions.watched() {
            pulse.add(watched);
        }
        pulse
    }

    /// Adds an interaction; the order does not matter.
    #[expect(clippy::cast_precision_loss, reason = "seconds of a lifetime are far below 2^52")]
    pub fn add(&mut self, watched: &Watched) {
        let half_lives = watched.at_s.saturating_sub(self.from_s) as f64 / self.half_life_s;
        self.heat[watched.video as usize] += f64::from(watched.weight) * half_lives.min(1000.0).exp2();
    }

    /// Writes the heat of every video, the hottest being 1.
    #[expect(clippy::cast_possible_truncation, reason = "a share of the hottest fits a float")]
    pub fn write(&self, heat: &mut [f32]) {
        let hottest = self.heat.iter().copied().fold(0.0, f64::max);
        for (share, heat) in heat.iter_mut().zip(&self.heat) {
            *share = if hottest > 0.0 { (heat / hottest) as f32 } else { 0.0 };
        }
    }
}

/// Scores by the heat of the moment.
#[derive(Clone, Copy, Debug)]
pub struct Popularity<'a> {
    /// How often each video was watched, all times alike; none to take the heat of the moment instead.
    pub viewers: Option<&'a [f32]>,
}

impl Recommender for Popularity<'_> {
    fn scores(&self, _history: &[Watched], heat: &[f32], scores: &mut [f32]) {
        scores.copy_from_slice(self.viewers.unwrap_or(heat));
    }
}

#[cfg(test)]
mod tests {
    use super::Pulse;
    use crate::interactions::Watched;

    #[test]
    fn the_order_is_right_at_every_moment() {
        let mut pulse = Pulse::new(2, 10, 0);
        let add = |pulse: &mut Pulse, video, at_s| pulse.add(&Watched { video, weight: 1.0, at_s });
        let mut heat = [0.0; 2];
        add(&mut pulse, 0, 0);
        add(&mut pulse, 0, 0);
        add(&mut pulse, 1, 9);
        pulse.write(&mut heat);
        assert!(heat[0] > heat[1], "two outweigh one that is less than a half-life younger");
        add(&mut pulse, 1, 5);
        pulse.write(&mut heat);
        assert!(heat[1] > heat[0] && heat[1] <= 1.0);
    }

    #[test]
    fn far_times_stay_finite() {
        let mut pulse = Pulse::new(2, 1, 0);
        pulse.add(&Watched { video: 0, weight: 1.0, at_s: i64::MIN });
        pulse.add(&Watched { video: 1, weight: 1.0, at_s: i64::MAX });
        let mut heat = [0.0; 2];
        pulse.write(&mut heat);
        assert_eq!(heat.map(f32::is_finite), [true; 2]);
    }
}
