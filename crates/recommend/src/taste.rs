//! What one person may like: a linear model of what was watched together, what is hot as a prior that fades with the
//! history, and a little of what people watched next.

use crate::active::Active;
use crate::ease::Ease;
use crate::interactions::{Interactions, Watched};
use crate::limits::ACTIVE_VIDEOS_MAX;
use crate::next::Next;
use crate::rank::{Recommender, Scale};
use crate::sparse::Sparse;

/// How `taste` learns and weighs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TasteOptions {
    /// How strongly weights are held towards 0.
    pub lambda: f32,
    /// After how many videos one of a history counts half.
    pub half_videos: f32,
    /// How much counts what people watched next, against what they watched at all.
    pub next: f32,
    /// How many videos get weights among each other.
    pub active_max: usize,
}

impl Default for TasteOptions {
    fn default() -> Self {
        Self { lambda: 500.0, half_videos: 20.0, next: 0.3, active_max: ACTIVE_VIDEOS_MAX }
    }
}

/// The model of everybody's taste.
#[derive(Clone, Debug)]
pub struct Taste {
    options: TasteOptions,
    active: Active,
    ease: Ease,
    next: Next,
}

/// A score with its exact parts: it is the sum of all of them, up to rounding.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The video.
    pub video: u32,
    /// The score, as [`Recommender::scores`] has it.
    pub score: f64,
    /// What each video of the history adds because people who watched it watched this one.
    pub because: Vec<(u32, f64)>,
    /// What each of the latest videos adds because this one was watched soon after.
    pub after: Vec<(u32, f64)>,
    /// What the heat of the moment adds.
    pub heat: f64,
    /// What is the same for every video.
    pub same_for_all: f64,
}

impl Taste {
    /// Learns from interactions.
    pub fn fit(interactions: &Interactions, options: TasteOptions) -> Self {
        let active = Active::choose(interactions, options.active_max.min(ACTIVE_VIDEOS_MAX));
        let histories = Sparse::of_histories(interactions, &active);
        let n = active.videos().len();
        Self { options, ease: Ease::fit(&histories, n, options.lambda), next: Next::count(&histories, n), active }
    }

    /// Returns the videos that have weights among each other.
    pub const fn active(&self) -> &Active {
        &self.active
    }

    /// Says exactly where the scores of some videos come from.
    pub fn explain(&self, history: &[Watched], heat: &[f32], videos: &[u32]) -> Vec<Explained> {
        let parts = self.parts(history, heat);
        videos.iter().map(|video| self.explain_one(history, heat, &parts, *video)).collect()
    }

    fn explain_one(&self, history: &[Watched], heat: &[f32], parts: &Parts, video: u32) -> Explained {
        let Some(place) = self.active.place(video) else {
            return parts.explained(video, heat, Vec::new(), Vec::new());
        };
        let share = |weight: f32, part: Weighed| f64::from(weight) * part.per_unit();
        let because = self.profile(history).map(|(other, weight)| {
            (self.active.videos()[other], share(weight * self.ease.about(other)[place], parts.ease))
        });
        let after = self.next.after(self.places(history)).filter_map(|(other, weight, followers)| {
            let (_, count) = followers.iter().find(|(follower, _)| *follower as usize == place)?;
            Some((self.active.videos()[other], share(weight * count, parts.next)))
        });
        parts.explained(video, heat, because.collect(), after.collect())
    }

    fn places(&self, history: &[Watched]) -> impl DoubleEndedIterator<Item = usize> {
        history.iter().filter_map(|watched| self.active.place(watched.video))
    }

    /// The places of a history, each with how much it counts: less, the more was watched since.
    fn profile(&self, history: &[Watched]) -> impl Iterator<Item = (usize, f32)> {
        let recency = (-1.0 / self.options.half_videos.max(f32::MIN_POSITIVE)).exp2();
        let mut fade = 1.0;
        history.iter().rev().filter_map(move |watched| {
            let weight = watched.weight * fade;
            fade *= recency;
            Some((self.active.place(watched.video)?, weight))
        })
    }

    fn parts(&self, history: &[Watched], heat: &[f32]) -> Parts {
        let mut ease = vec![0.0; self.active.videos().len()];
        for (place, weight) in self.profile(history) {
            for (score, about) in ease.iter_mut().zip(self.ease.about(place)) {
                *score += weight * about;
            }
        }
        let mut next = vec![0.0; ease.len()];
        for (_, weight, followers) in self.next.after(self.places(history)) {
            for (follower, count) in followers {
                next[*follower as usize] += weight * count;
            }
        }
        Parts {
            ease: Weighed::new(1.0, &ease),
            heat: Weighed::new(prior_weight(history.len()), heat),
            next: Weighed::new(f64::from(self.options.next), &next),
            ease_scores: ease,
            next_scores: next,
        }
    }
}

impl Recommender for Taste {
    #[expect(clippy::cast_possible_truncation, reason = "a score has the precision of its parts")]
    fn scores(&self, history: &[Watched], heat: &[f32], scores: &mut [f32]) {
        let parts = self.parts(history, heat);
        for (score, heat) in scores.iter_mut().zip(heat) {
            *score = (parts.heat.of(*heat) + parts.ease.of(0.0) + parts.next.of(0.0)) as f32;
        }
        let active = self.active.videos().iter().zip(parts.ease_scores.iter().zip(&parts.next_scores));
        for (video, (ease, next)) in active {
            let heat = parts.heat.of(heat[*video as usize]);
            scores[*video as usize] = (heat + parts.ease.of(*ease) + parts.next.of(*next)) as f32;
        }
    }
}

/// How much the heat of the moment counts for somebody who has watched so many videos.
pub(crate) fn prior_weight(videos: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a history is short")]
    let videos = videos.max(1) as f64;
    (10.0 / videos).min(4.0)
}

/// One part of a score: how much it counts, and its scale.
#[derive(Clone, Copy, Debug)]
struct Weighed {
    weight: f64,
    scale: Scale,
}

impl Weighed {
    fn new(weight: f64, values: &[f32]) -> Self {
        Self { weight, scale: Scale::of(values) }
    }

    fn per_unit(self) -> f64 {
        self.weight * self.scale.per_unit
    }

    fn of(self, value: f32) -> f64 {
        (f64::from(value) - self.scale.mean) * self.per_unit()
    }
}

struct Parts {
    ease: Weighed,
    heat: Weighed,
    next: Weighed,
    ease_scores: Vec<f32>,
    next_scores: Vec<f32>,
}

impl Parts {
    fn explained(&self, video: u32, heat: &[f32], because: Vec<(u32, f64)>, after: Vec<(u32, f64)>) -> Explained {
        let heat = self.heat.of(heat[video as usize]);
        let same_for_all = self.ease.of(0.0) + self.next.of(0.0);
        let of_history: f64 = because.iter().chain(&after).map(|(_, share)| share).sum();
        Explained { video, score: of_history + heat + same_for_all, because, after, heat, same_for_all }
    }
}

#[cfg(test)]
mod tests {
    use super::prior_weight;

    #[test]
    fn the_prior_fades_with_the_history() {
        let weights = [0, 1, 2, 5, 20, 100].map(|videos| format!("{:.1}", prior_weight(videos)));
        assert_eq!(weights, ["4.0", "4.0", "4.0", "2.0", "0.5", "0.1"]);
    }
}
