//! Who may do what to a prediction, and what comes of it.

use timeline::Timestamp;

use super::command::{ClosingRule, PredictionCommand};
use super::event::{CancelReason, Closing, LockReason, Pick, PredictionEvent};
use super::outcomes::Outcomes;
use super::payout::{Stake, payouts};
use super::refusal::PredictionRefusal;
use super::state::{Prediction, Stage};
use crate::decide::Draft;
use crate::event::Event;
use crate::id::MemberId;
use crate::limits::{PICKS_PER_MEMBER_MAX, PICKS_PER_PREDICTION_MAX, PREDICTIONS_UNRESOLVED_MAX};
use crate::permission::Permission;
use crate::refusal::Refusal;
use crate::state::Session;
use crate::text::Title;

impl Session {
    /// Decides what a present member asks of predictions.
    pub(crate) fn predict(&self, draft: &mut Draft, command: &PredictionCommand) -> Result<(), Refusal> {
        let Some(member) = draft.actor().cloned() else { return Err(Refusal::NotAllowed) };
        match command {
            PredictionCommand::Open { question, outcomes, closes } => {
                self.open_prediction(draft, (question, outcomes, *closes))
            }
            PredictionCommand::Pick { prediction, outcome, stake } => {
                Ok(self.pick(draft, &member, *prediction, (*outcome, *stake))?)
            }
            PredictionCommand::Lock { prediction } => Ok(self.lock_prediction(draft, &member, *prediction)?),
            PredictionCommand::Resolve { prediction, outcome } => {
                Ok(self.resolve_prediction(draft, &member, *prediction, *outcome)?)
            }
            PredictionCommand::Cancel { prediction } => Ok(self.cancel_prediction(draft, &member, *prediction)?),
        }
    }

    /// Whether a member may lock, resolve and cancel: who opened it, and whoever is let settle those of others.
    fn may_direct(&self, member: &MemberId, prediction: &Prediction, now: Timestamp) -> bool {
        prediction.by.as_ref() == Some(member) || self.may(member, Permission::PredictSettle, now).is_ok()
    }

    fn open_prediction(
        &self,
        draft: &mut Draft,
        (question, outcomes, closes): (&Title, &Outcomes, ClosingRule),
    ) -> Result<(), Refusal> {
        if self.predictions.unresolved().count() >= PREDICTIONS_UNRESOLVED_MAX {
            return Err(PredictionRefusal::TooMany.into());
        }
        let closes = match closes {
            ClosingRule::ByHand => Closing::ByHand,
            ClosingRule::After(ms) => Closing::At(draft.at.plus_ms(ms)),
            ClosingRule::Position(position) => {
                let timeline = &self.screen.timeline;
                if let Some(length) = timeline.length.filter(|length| position > *length) {
                    return Err(Refusal::SeekBeyondEnd { length });
                }
                if timeline.position_at(draft.at) >= position {
                    return Err(PredictionRefusal::PositionPassed.into());
                }
                Closing::Position { video: self.screen.video.clone(), position }
            }
        };
        let (prediction, question, outcomes) = (draft.next(), question.clone(), outcomes.clone());
        draft.push(Event::Prediction(PredictionEvent::Opened { prediction, question, outcomes, closes }));
        Ok(())
    }

    /// A pick moves with all that is staked, and its stake is never lowered: nobody lures the others with points that are
    /// gone at the last moment.
    fn pick(
        &self,
        draft: &mut Draft,
        member: &MemberId,
        id: u64,
        (outcome, stake): (u8, Option<u64>),
    ) -> Result<(), PredictionRefusal> {
        let prediction = self.unresolved(id)?;
        if prediction.stage != Stage::Open {
            return Err(PredictionRefusal::Locked);
        }
        prediction.outcomes.text(outcome).ok_or(PredictionRefusal::NoSuchOutcome)?;
        let before = prediction.picked(member);
        let staked = before.map_or(0, |before| before.pick.stake);
        let stake = stake.unwrap_or(staked);
        if stake < staked {
            return Err(PredictionRefusal::StakeLowered { staked });
        }
        let have = self.predictions.points(member) + staked;
        if stake > have {
            return Err(PredictionRefusal::NotEnoughPoints { have });
        }
        let pick = Pick { outcome, stake };
        let before = match before {
            Some(before) if before.pick == pick => return Ok(()),
            Some(before) if before.times >= PICKS_PER_MEMBER_MAX => return Err(PredictionRefusal::TooManyPicks),
            None if prediction.pickers() >= PICKS_PER_PREDICTION_MAX => return Err(PredictionRefusal::TooManyPicks),
            before => before.map(|before| before.pick),
        };
        let member = member.clone();
        draft.push(Event::Prediction(PredictionEvent::Picked { prediction: id, member, pick, before }));
        Ok(())
    }

    fn lock_prediction(&self, draft: &mut Draft, member: &MemberId, id: u64) -> Result<(), PredictionRefusal> {
        let prediction = self.directed(member, id, draft.at)?;
        if prediction.stage == Stage::Open {
            draft.push(locked(id, prediction, LockReason::Asked));
        }
        Ok(())
    }

    /// What is still open is locked first.
    fn resolve_prediction(
        &self,
        draft: &mut Draft,
        member: &MemberId,
        id: u64,
        outcome: u8,
    ) -> Result<(), PredictionRefusal> {
        let prediction = self.directed(member, id, draft.at)?;
        let answer = prediction.outcomes.text(outcome).ok_or(PredictionRefusal::NoSuchOutcome)?.clone();
        if prediction.stage == Stage::Open {
            draft.push(locked(id, prediction, LockReason::Asked));
        }
        let winners = prediction.all_picked().filter(|(_, picked)| picked.pick.outcome == outcome);
        let winners: Vec<_> = winners
            .map(|(member, picked)| Stake { member: member.clone(), stake: picked.pick.stake, picked: picked.seq })
            .collect();
        let payouts = payouts(prediction.pool(), &winners);
        let question = prediction.question.clone();
        let resolved = PredictionEvent::Resolved { prediction: id, question, outcome, answer, payouts };
        draft.push(Event::Prediction(resolved));
        Ok(())
    }

    fn cancel_prediction(&self, draft: &mut Draft, member: &MemberId, id: u64) -> Result<(), PredictionRefusal> {
        let prediction = self.directed(member, id, draft.at)?;
        draft.push(cancelled(id, prediction, CancelReason::Asked));
        Ok(())
    }

    /// With the session, what has not come out is called off. By whoever ends it: a command is kept with its first entry,
    /// which must be its sender's.
    pub(crate) fn cancel_predictions(&self, draft: &mut Draft) {
        for (id, prediction) in self.predictions.unresolved() {
            draft.push(cancelled(id, prediction, CancelReason::SessionEnded));
        }
    }

    /// What somebody has asked who is erased is called off: nobody would know what it was about.
    pub(crate) fn cancel_predictions_of(&self, draft: &mut Draft, member: &MemberId) {
        let theirs = self.predictions.unresolved().filter(|(_, prediction)| prediction.by.as_ref() == Some(member));
        for (id, _) in theirs {
            let (question, reason) = (Title::erased(), CancelReason::Asked);
            let called_off = PredictionEvent::Cancelled { prediction: id, question, reason };
            draft.push_server(Event::Prediction(called_off), None);
        }
    }

    fn unresolved(&self, id: u64) -> Result<&Prediction, PredictionRefusal> {
        let prediction = self.predictions.get(id).ok_or(PredictionRefusal::NotFound)?;
        match prediction.stage {
            Stage::Open | Stage::Locked { .. } => Ok(prediction),
            Stage::Resolved { .. } | Stage::Cancelled { .. } => Err(PredictionRefusal::Closed),
        }
    }

    fn directed(&self, member: &MemberId, id: u64, now: Timestamp) -> Result<&Prediction, PredictionRefusal> {
        let prediction = self.unresolved(id)?;
        if self.may_direct(member, prediction, now) { Ok(prediction) } else { Err(PredictionRefusal::NotYours) }
    }
}

pub(super) fn locked(id: u64, prediction: &Prediction, reason: LockReason) -> Event {
    let question = prediction.question.clone();
    Event::Prediction(PredictionEvent::Locked { prediction: id, question, reason })
}

fn cancelled(id: u64, prediction: &Prediction, reason: CancelReason) -> Event {
    let question = prediction.question.clone();
    Event::Prediction(PredictionEvent::Cancelled { prediction: id, question, reason })
}
