//! What the predictions of a log from outside must keep to: nobody speaks for another, and no points come from nowhere.

use super::event::{Payout, Pick, PredictionEvent};
use super::state::{Prediction, Stage};
use crate::id::MemberId;
use crate::import::{Checked, must};
use crate::log::Entry;
use crate::state::Session;

impl PredictionEvent {
    /// The same with other ids for members.
    pub(crate) fn with_members(self, map: &mut dyn FnMut(&MemberId) -> MemberId) -> Self {
        match self {
            Self::Picked { prediction, member, pick, before } => {
                Self::Picked { prediction, member: map(&member), pick, before }
            }
            Self::Resolved { prediction, question, outcome, answer, payouts } => {
                let payouts = payouts.into_iter().map(|payout| Payout { member: map(&payout.member), ..payout });
                let payouts = payouts.collect();
                Self::Resolved { prediction, question, outcome, answer, payouts }
            }
            event @ (Self::Opened { .. } | Self::Locked { .. } | Self::Cancelled { .. }) => event,
        }
    }
}

impl Session {
    /// Checks that the rules could have written this of a prediction.
    pub(crate) fn admits_prediction(&self, entry: &Entry, event: &PredictionEvent) -> Checked {
        let unresolved = |id: &u64| {
            let prediction = self.predictions.get(*id);
            prediction.filter(|prediction| matches!(prediction.stage, Stage::Open | Stage::Locked { .. }))
        };
        match event {
            PredictionEvent::Opened { prediction, .. } => {
                must(entry.by.as_ref().is_some_and(|by| self.is_present(by)), "who asks is not there")?;
                must(*prediction == entry.seq, "a prediction has the number of its entry")
            }
            PredictionEvent::Picked { prediction, member, pick, before } => {
                must(entry.by.as_ref() == Some(member) && self.is_present(member), "people pick for themselves")?;
                let open = unresolved(prediction).filter(|open| open.stage == Stage::Open);
                let known =
                    open.is_some_and(|open| open.pick(member) == *before && open.outcomes.text(pick.outcome).is_some());
                must(known, "there is no such pick to make")?;
                let has = self.predictions.points(member) + before.map_or(0, |before: Pick| before.stake);
                must(pick.stake <= has, "somebody stakes more than they have")
            }
            PredictionEvent::Locked { prediction, .. } | PredictionEvent::Cancelled { prediction, .. } => {
                must(unresolved(prediction).is_some(), "there is no such prediction")
            }
            PredictionEvent::Resolved { prediction, outcome, payouts, .. } => {
                let Some(open) = unresolved(prediction) else { return must(false, "there is no such prediction") };
                must(open.outcomes.text(*outcome).is_some(), "there is no such outcome")?;
                must(payouts_hold(open, payouts), "what is paid is not what was staked")
            }
        }
    }
}

/// Everybody who is paid has picked, with the stake that is named, and all together get no more than all have staked.
fn payouts_hold(open: &Prediction, payouts: &[Payout]) -> bool {
    let staked = open.pools.iter().try_fold(0_u64, |sum, pool| sum.checked_add(pool.stakes));
    let paid = payouts.iter().try_fold(0_u64, |sum, payout| sum.checked_add(payout.paid));
    let named = payouts.iter().all(|payout| open.pick(&payout.member).is_some_and(|pick| pick.stake == payout.stake));
    named && matches!((paid, staked), (Some(paid), Some(staked)) if paid <= staked)
}
