//! The last video of each person is taken away, and should stand high in the ranking of all that they had not seen.

use std::collections::BTreeSet;

use super::metrics::{ndcg, recall};
use crate::interactions::{Interactions, Watched};
use crate::pulse::{HALF_LIFE_S_DEFAULT, Pulse};
use crate::rank::{Recommender, best};
use crate::seeded::Seeded;

const NDCG_AT: usize = 10;
const RECALL_AT: usize = 20;
/// Who is asked about when there are more than enough is drawn always alike.
const SEED: u64 = 1;

/// The interactions without the last of each person, and these.
#[derive(Clone, Debug)]
pub struct LeaveLastOut {
    training: Interactions,
    cases: Vec<Case>,
}

/// What somebody watched last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// The person.
    pub user: usize,
    /// What should be found.
    pub video: u32,
    /// When it was watched, in seconds.
    pub at_s: i64,
}

/// How well one case went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The gain of the first ten.
    pub ndcg_at_10: f64,
    /// Whether it is among the first twenty.
    pub recall_at_20: f64,
}

impl LeaveLastOut {
    /// Takes the last of everybody with at least two videos away, and asks about `cases_max` of them.
    pub fn new(interactions: &Interactions, cases_max: usize) -> Self {
        let (training, last) = interactions.split(|count| usize::from(count > 1));
        let all: Vec<Case> = (0..last.users())
            .flat_map(|user| {
                last.history(user).iter().map(move |watched| Case { user, video: watched.video, at_s: watched.at_s })
            })
            .collect();
        let mut cases = Seeded::new(SEED).choose(&all, cases_max);
        cases.sort_by_key(|case| (case.at_s, case.user));
        Self { training, cases }
    }

    /// Returns what may be learnt from.
    pub const fn training(&self) -> &Interactions {
        &self.training
    }

    /// Returns about whom is asked, in the order of time.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// Walks through the cases in the order of time.
    pub fn walk(&self) -> Walk<'_> {
        let mut watched = self.training.watched().to_vec();
        watched.sort_by_key(|watched| watched.at_s);
        let middle_s = watched.get(watched.len() / 2).map_or(0, |watched| watched.at_s);
        let videos = self.training.videos();
        let pulse = Pulse::new(videos, HALF_LIFE_S_DEFAULT, middle_s);
        Walk { test: self, watched, added: 0, pulse, heat: vec![0.0; videos], scores: vec![0.0; videos], case: 0 }
    }
}

/// A walk through the cases. The heat is what it was at the moment of each.
#[derive(Debug)]
pub struct Walk<'a> {
    test: &'a LeaveLastOut,
    /// What was watched, in the order of time, and how much of it is hot by now.
    watched: Vec<Watched>,
    added: usize,
    pulse: Pulse,
    heat: Vec<f32>,
    scores: Vec<f32>,
    case: usize,
}

impl Walk<'_> {
    /// Goes to the next case. Returns whether there is one.
    pub fn advance(&mut self) -> bool {
        let Some(case) = self.test.cases.get(self.case) else { return false };
        self.case += 1;
        let until = self.watched[self.added..].partition_point(|watched| watched.at_s < case.at_s);
        for watched in &self.watched[self.added..][..until] {
            self.pulse.add(watched);
        }
        self.added += until;
        self.pulse.write(&mut self.heat);
        true
    }

    /// Ranks everything for the case at hand, as a server would, and returns the first twenty.
    pub fn rank(&mut self, recommender: &dyn Recommender) -> Vec<u32> {
        let Some(case) = self.case.checked_sub(1).and_then(|case| self.test.cases.get(case)) else { return Vec::new() };
        let history = self.test.training.history(case.user);
        recommender.scores(history, &self.heat, &mut self.scores);
        let seen: BTreeSet<u32> = history.iter().map(|watched| watched.video).collect();
        best(&self.scores, |video| seen.contains(&video), RECALL_AT)
    }

    /// Returns how well a list does in the case at hand.
    pub fn judge(&self, list: &[u32]) -> Outcome {
        let right: Vec<u32> = self.case.checked_sub(1).map(|case| self.test.cases[case].video).into_iter().collect();
        Outcome { ndcg_at_10: ndcg(list, &right, NDCG_AT), recall_at_20: recall(list, &right, RECALL_AT) }
    }
}
