//! Groups that never met: of each member the last fifth is taken away, and one list should please them all.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::metrics::ndcg;
use crate::interactions::Interactions;
use crate::pulse::{HALF_LIFE_S_DEFAULT, Pulse};
use crate::rank::{Recommender, best};
use crate::seeded::Seeded;
use crate::together::{Member, list};

/// One of so many videos of a history is taken away.
const HELD_SHARE: usize = 5;
/// Who has fewer taken away is in no group: too little is known of what they like.
const HELD_MIN: usize = 5;
/// How far down each member's ranking counts, and how long the common list is.
const RANKING_MAX: usize = 200;
const LIST: usize = 10;
/// Among how many people those alike are looked for.
const LOOKED_AT: usize = 300;

/// How a group comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anybody.
    Random,
    /// People who watched much the same.
    Similar,
}

/// How one list is made for a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// [`crate::together`].
    Together,
    /// The mean of the scores.
    Average,
    /// The score of whom it pleases least.
    LeastMisery,
}

/// How well the members of a group were served by one list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Served {
    /// The mean gain of the members.
    pub mean: f64,
    /// The gain of whom it served least.
    pub min: f64,
}

/// The interactions without the last fifth of each person, and these.
#[derive(Clone, Debug)]
pub struct GroupTest {
    training: Interactions,
    held: Interactions,
    heat: Vec<f32>,
    people: Vec<usize>,
}

impl GroupTest {
    /// Takes the last fifth of everybody away.
    pub fn new(interactions: &Interactions) -> Self {
        let (training, held) = interactions.split(|count| count / HELD_SHARE);
        let mut heat = vec![0.0; training.videos()];
        Pulse::of(&training, HALF_LIFE_S_DEFAULT).write(&mut heat);
        let people = (0..held.users()).filter(|user| held.history(*user).len() >= HELD_MIN).collect();
        Self { training, held, heat, people }
    }

    /// Returns what may be learnt from.
    pub const fn training(&self) -> &Interactions {
        &self.training
    }

    /// Draws groups. There are none where fewer people than `size` have watched enough.
    pub fn draw(&self, kind: Kind, size: usize, count: usize, seeded: &mut Seeded) -> Vec<Vec<usize>> {
        if size == 0 || self.people.len() < size {
            return Vec::new();
        }
        let one = |_| match kind {
            Kind::Random => seeded.choose(&self.people, size),
            Kind::Similar => self.alike(size, seeded),
        };
        (0..count).map(one).collect()
    }

    /// Somebody, and those of some others who share most with them.
    #[expect(clippy::cast_precision_loss, reason = "histories are short")]
    fn alike(&self, size: usize, seeded: &mut Seeded) -> Vec<usize> {
        let mut looked_at = seeded.choose(&self.people, LOOKED_AT);
        let first = looked_at[0];
        let own: BTreeSet<u32> = self.training.history(first).iter().map(|watched| watched.video).collect();
        let likeness = |user: usize| {
            let history = self.training.history(user);
            let shared = history.iter().filter(|watched| own.contains(&watched.video)).count();
            shared as f64 / (history.len().max(1) as f64).sqrt()
        };
        looked_at.sort_by(|a, b| {
            let by_likeness = likeness(*b).total_cmp(&likeness(*a));
            Reverse(*a == first).cmp(&Reverse(*b == first)).then(by_likeness).then(a.cmp(b))
        });
        looked_at.truncate(size);
        looked_at
    }

    /// Makes a list for a group by each method; none where somebody watched nothing later that the others had not seen.
    pub fn judge(&self, group: &[usize], recommender: &dyn Recommender, methods: &[Method]) -> Option<Vec<Served>> {
        let seen: BTreeSet<u32> =
            group.iter().flat_map(|user| self.training.history(*user).iter().map(|watched| watched.video)).collect();
        let right = |user: &usize| -> Vec<u32> {
            let videos = self.held.history(*user).iter().map(|watched| watched.video);
            videos.filter(|video| !seen.contains(video)).collect()
        };
        let right: Vec<Vec<u32>> = group.iter().map(right).collect();
        if right.iter().any(Vec::is_empty) {
            return None;
        }
        let scores: Vec<Vec<f32>> = group.iter().map(|user| self.scores(*user, recommender)).collect();
        let served = |method: &Method| {
            let list = method.list(&scores, &seen);
            let gains: Vec<f64> = right.iter().map(|right| ndcg(&list, right, LIST)).collect();
            #[expect(clippy::cast_precision_loss, reason = "a group is small")]
            let mean = gains.iter().sum::<f64>() / gains.len().max(1) as f64;
            Served { mean, min: gains.iter().copied().reduce(f64::min).unwrap_or_default() }
        };
        Some(methods.iter().map(served).collect())
    }

    fn scores(&self, user: usize, recommender: &dyn Recommender) -> Vec<f32> {
        let mut scores = vec![0.0; self.training.videos()];
        recommender.scores(self.training.history(user), &self.heat, &mut scores);
        scores
    }
}

impl Method {
    fn list(self, scores: &[Vec<f32>], seen: &BTreeSet<u32>) -> Vec<u32> {
        let left_out = |video: u32| seen.contains(&video);
        let merged = |merge: fn(f32, f32) -> f32| {
            let mut merged = scores[0].clone();
            for scores in &scores[1..] {
                merged.iter_mut().zip(scores).for_each(|(all, own)| *all = merge(*all, *own));
            }
            best(&merged, left_out, LIST)
        };
        match self {
            Self::Average => merged(|all, own| all + own),
            Self::LeastMisery => merged(f32::min),
            Self::Together => {
                let rankings: Vec<Vec<u32>> = scores.iter().map(|scores| best(scores, left_out, RANKING_MAX)).collect();
                let members: Vec<Member<'_>> = rankings.iter().map(|ranking| Member { ranking, served: 0.0 }).collect();
                list(&members, None, seen, LIST).iter().map(|ranked| ranked.video).collect()
            }
        }
    }
}
