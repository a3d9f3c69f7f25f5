//! Who has how many points.

use std::collections::BTreeSet;

use super::event::{Pick, PredictionEvent};
use super::state::Predictions;
use crate::event::Event;
use crate::id::MemberId;
use crate::limits::POINTS_AT_START;
use crate::log::Entry;
use crate::state::Session;

/// What a member's predictions have come to in a session, those that came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// How many points they won, beyond what they had staked.
    pub won: u64,
    /// How many points they lost.
    pub lost: u64,
    /// How often they were right.
    pub right: u32,
    /// How often they were wrong.
    pub wrong: u32,
}

impl Score {
    /// Returns the points that it leaves of those that everybody begins with.
    pub fn points(&self) -> u64 {
        (POINTS_AT_START + self.won).saturating_sub(self.lost)
    }

    /// Notes a pick that has come out, and what was paid for it.
    pub(super) fn note(&mut self, pick: Pick, was_right: bool, paid: u64) {
        self.won += paid.saturating_sub(pick.stake);
        self.lost += pick.stake.saturating_sub(paid);
        self.right += u32::from(was_right);
        self.wrong += u32::from(!was_right);
    }
}

impl Predictions {
    /// Returns what a member may still stake: what they have, without what is staked on what has not come out.
    pub fn points(&self, member: &MemberId) -> u64 {
        let staked: u64 = self.unresolved().filter_map(|(_, open)| open.pick(member)).map(|pick| pick.stake).sum();
        self.score(member).points().saturating_sub(staked)
    }

    /// Returns what a member's predictions have come to.
    pub fn score(&self, member: &MemberId) -> Score {
        self.scores.get(member).copied().unwrap_or_default()
    }

    /// Returns the scores of everybody who has one.
    pub fn scores(&self) -> impl Iterator<Item = (&MemberId, &Score)> {
        self.scores.iter()
    }
}

impl Session {
    /// Returns the scores that these entries, which are applied already, have changed.
    pub fn scores_changed_by(&self, entries: &[Entry]) -> Vec<(MemberId, Score)> {
        let resolved = entries.iter().filter_map(|entry| {
            let Event::Prediction(PredictionEvent::Resolved { prediction, .. }) = &entry.event else { return None };
            self.predictions.get(*prediction)
        });
        let members: BTreeSet<_> =
            resolved.flat_map(|prediction| prediction.picks().map(|(member, _)| member)).collect();
        let known = members.into_iter().filter(|member| !self.is_erased(member));
        known.map(|member| (member.clone(), self.predictions.score(member))).collect()
    }
}
