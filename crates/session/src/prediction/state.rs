//! The predictions of a session, as the log makes them.

use std::collections::BTreeMap;

use imbl::OrdMap;
use timeline::Timestamp;

use super::event::{CancelReason, Closing, LockReason, Payout, Pick, PredictionEvent};
use super::outcomes::Outcomes;
use super::points::Score;
use crate::id::MemberId;
use crate::limits::PREDICTIONS_OVER_KEPT_MAX;
use crate::log::Entry;
use crate::text::Title;

/// The predictions of a session, and what they have come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Predictions {
    /// Those that are not over.
    unresolved: OrdMap<u64, Prediction>,
    /// The last ones that are over; what came before them is in the log.
    over: OrdMap<u64, Prediction>,
    pub(super) scores: OrdMap<MemberId, Score>,
}

/// One prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// What is asked.
    pub question: Title,
    /// What may happen.
    pub outcomes: Outcomes,
    /// Who opened it.
    pub by: Option<MemberId>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it is locked by itself.
    pub closes: Closing,
    /// How far it is.
    pub stage: Stage,
    /// What is on each outcome, in their order.
    pub pools: Vec<Pool>,
    picks: OrdMap<MemberId, Picked>,
}

/// How far a prediction is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// It takes picks.
    Open,
    /// It takes no picks any more.
    Locked {
        /// Since when.
        at: Timestamp,
        /// Why.
        reason: LockReason,
    },
    /// It came out.
    Resolved {
        /// When.
        at: Timestamp,
        /// Which outcome it was.
        outcome: u8,
        /// Who got how much; empty where all stakes went back.
        payouts: Vec<Payout>,
    },
    /// It was called off.
    Cancelled {
        /// When.
        at: Timestamp,
        /// Why.
        reason: CancelReason,
    },
}

/// What is on one outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    /// How many people have picked it.
    pub picks: u32,
    /// How many points they have staked on it.
    pub stakes: u64,
}

/// A member's pick, and how it came about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Picked {
    pub(super) pick: Pick,
    /// The number of the entry that made it so.
    pub(super) seq: u64,
    pub(super) times: u32,
}

impl Predictions {
    /// Returns those that are not over, oldest first, with their ids.
    pub fn unresolved(&self) -> impl Iterator<Item = (u64, &Prediction)> {
        self.unresolved.iter().map(|(id, prediction)| (*id, prediction))
    }

    /// Returns the last ones that are over, newest first, with their ids.
    pub fn over(&self) -> impl Iterator<Item = (u64, &Prediction)> {
        self.over.iter().rev().map(|(id, prediction)| (*id, prediction))
    }

    /// Returns one of them.
    pub fn get(&self, id: u64) -> Option<&Prediction> {
        self.unresolved.get(&id).or_else(|| self.over.get(&id))
    }

    pub(crate) fn apply(&mut self, entry: &Entry, event: &PredictionEvent) {
        match event {
            PredictionEvent::Opened { prediction, question, outcomes, closes } => {
                let opened = Prediction {
                    question: question.clone(),
                    outcomes: outcomes.clone(),
                    by: entry.by.clone(),
                    opened_at: entry.at,
                    closes: closes.clone(),
                    stage: Stage::Open,
                    pools: vec![Pool::default(); outcomes.texts().len()],
                    picks: OrdMap::new(),
                };
                self.unresolved.insert(*prediction, opened);
            }
            PredictionEvent::Picked { prediction, member, pick, .. } => {
                if let Some(open) = self.unresolved.get_mut(prediction) {
                    open.take(entry.seq, member, *pick);
                }
            }
            PredictionEvent::Locked { prediction, reason, .. } => {
                if let Some(open) = self.unresolved.get_mut(prediction) {
                    open.stage = Stage::Locked { at: entry.at, reason: *reason };
                }
            }
            PredictionEvent::Resolved { prediction, outcome, payouts, .. } => {
                if let Some(open) = self.unresolved.get(prediction).cloned() {
                    self.settle(&open, *outcome, payouts);
                    let (at, payouts) = (entry.at, payouts.clone());
                    self.close(*prediction, Stage::Resolved { at, outcome: *outcome, payouts });
                }
            }
            PredictionEvent::Cancelled { prediction, reason, .. } => {
                self.close(*prediction, Stage::Cancelled { at: entry.at, reason: *reason });
            }
        }
    }

    /// What somebody has asked loses its words.
    pub(crate) fn erase(&mut self, id: &MemberId) {
        for predictions in [&mut self.unresolved, &mut self.over] {
            let erased = |(number, prediction): (&u64, &Prediction)| {
                let mut prediction = prediction.clone();
                if prediction.by.as_ref() == Some(id) {
                    prediction.question = Title::erased();
                    prediction.outcomes = prediction.outcomes.erased();
                }
                (*number, prediction)
            };
            *predictions = predictions.iter().map(erased).collect();
        }
    }

    /// Pays out. Without payouts everybody gets back what they had staked.
    fn settle(&mut self, open: &Prediction, outcome: u8, payouts: &[Payout]) {
        let paid: BTreeMap<_, _> = payouts.iter().map(|payout| (&payout.member, payout.paid)).collect();
        for (member, Picked { pick, .. }) in &open.picks {
            let paid = if payouts.is_empty() { pick.stake } else { paid.get(&member).copied().unwrap_or(0) };
            let mut score = self.score(member);
            score.note(*pick, pick.outcome == outcome, paid);
            self.scores.insert(member.clone(), score);
        }
    }

    fn close(&mut self, id: u64, stage: Stage) {
        let Some(open) = self.unresolved.remove(&id) else { return };
        self.over.insert(id, Prediction { stage, ..open });
        if self.over.len() > PREDICTIONS_OVER_KEPT_MAX {
            self.over = self.over.without_min().1;
        }
    }
}

impl Prediction {
    /// Returns what a member has picked.
    pub fn pick(&self, member: &MemberId) -> Option<Pick> {
        self.picks.get(member).map(|picked| picked.pick)
    }

    /// Returns everybody's picks, by member.
    pub fn picks(&self) -> impl Iterator<Item = (&MemberId, Pick)> {
        self.picks.iter().map(|(member, picked)| (member, picked.pick))
    }

    /// Returns how many points are staked in all.
    pub fn pool(&self) -> u64 {
        self.pools.iter().map(|pool| pool.stakes).sum()
    }

    pub(super) fn picked(&self, member: &MemberId) -> Option<Picked> {
        self.picks.get(member).copied()
    }

    pub(super) fn all_picked(&self) -> impl Iterator<Item = (&MemberId, Picked)> {
        self.picks.iter().map(|(member, picked)| (member, *picked))
    }

    pub(super) fn pickers(&self) -> usize {
        self.picks.len()
    }

    fn take(&mut self, seq: u64, member: &MemberId, pick: Pick) {
        let before = self.picked(member);
        if let Some(left) = before.and_then(|before| Some((self.pools.get_mut(before.pick.outcome as usize)?, before)))
        {
            let (pool, before) = left;
            pool.picks -= 1;
            pool.stakes -= before.pick.stake;
        }
        if let Some(pool) = self.pools.get_mut(usize::from(pick.outcome)) {
            pool.picks += 1;
            pool.stakes += pick.stake;
        }
        let times = before.map_or(0, |before| before.times).saturating_add(1);
        self.picks.insert(member.clone(), Picked { pick, seq, times });
    }
}
