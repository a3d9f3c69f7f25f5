//! Predictions, from the domain to the wire.

use protocol as wire;
use protocol::limits::LEADERS_MAX;
use session::{
    CancelReason, Closing, LockReason, MemberId, Payout, Pick, Prediction, PredictionEvent, Score, Session, Stage,
    Title,
};
use store::StoredScore;
use timeline::Timestamp;

use super::rfc3339;

pub(crate) fn event(event: &PredictionEvent) -> wire::Event {
    match event {
        PredictionEvent::Opened { prediction, question, outcomes, closes } => wire::Event::PredictionOpened {
            prediction: prediction.to_string(),
            question: question.to_string(),
            outcomes: (0_u8..).zip(outcomes.texts()).map(outcome).collect(),
            closes: closing(closes),
        },
        PredictionEvent::Picked { prediction, member, pick: picked, before } => wire::Event::PredictionPicked {
            prediction: prediction.to_string(),
            member: member.to_string(),
            pick: pick(*picked),
            before: before.map(pick),
        },
        PredictionEvent::Locked { prediction, question, reason } => wire::Event::PredictionLocked {
            prediction: prediction.to_string(),
            question: question.to_string(),
            reason: match reason {
                LockReason::Asked => wire::LockReason::Asked,
                LockReason::Time => wire::LockReason::Time,
                LockReason::Position => wire::LockReason::Position,
            },
        },
        PredictionEvent::Resolved { prediction, question, outcome, answer, payouts } => {
            wire::Event::PredictionResolved {
                prediction: prediction.to_string(),
                question: question.to_string(),
                outcome: outcome.to_string(),
                answer: answer.to_string(),
                refunded: payouts.is_empty(),
                winners: count(payouts.len()),
                payouts: largest(payouts),
            }
        }
        PredictionEvent::Cancelled { prediction, question, reason } => wire::Event::PredictionCancelled {
            prediction: prediction.to_string(),
            question: question.to_string(),
            reason: match reason {
                CancelReason::Asked => wire::CancelReason::Asked,
                CancelReason::SessionEnded => wire::CancelReason::SessionEnded,
            },
        },
    }
}

/// A prediction as `me` sees it.
pub(crate) fn prediction(id: u64, prediction: &Prediction, me: Option<&MemberId>) -> wire::Prediction {
    let outcomes = (0_u8..).zip(prediction.outcomes.texts()).zip(&prediction.pools);
    let outcomes = outcomes.map(|((number, text), pool)| wire::OutcomePool {
        id: number.to_string(),
        text: text.to_string(),
        picks: pool.picks,
        stakes: pool.stakes,
    });
    let (state, since) = stage(&prediction.stage);
    let (came_out, payouts) = match &prediction.stage {
        Stage::Resolved { outcome, payouts, .. } => (Some(*outcome), payouts.as_slice()),
        Stage::Open | Stage::Locked { .. } | Stage::Cancelled { .. } => (None, &[][..]),
    };
    wire::Prediction {
        id: id.to_string(),
        question: prediction.question.to_string(),
        outcomes: outcomes.collect(),
        by: prediction.by.as_ref().map(MemberId::to_string),
        opened_at: rfc3339(prediction.opened_at),
        closes: closing(&prediction.closes),
        state,
        since: since.map(rfc3339),
        outcome: came_out.map(|outcome| outcome.to_string()),
        refunded: payouts.is_empty()
            && matches!(state, wire::PredictionState::Resolved | wire::PredictionState::Cancelled),
        winners: count(payouts.len()),
        payouts: largest(payouts),
        mine: me.and_then(|me| mine(prediction, me)),
    }
}

pub(crate) fn points(session: &Session, me: &MemberId) -> wire::MyPoints {
    let predictions = session.predictions();
    wire::MyPoints { points: predictions.points(me), score: score(predictions.score(me)) }
}

pub(crate) fn leader(session: &Session, (member, came_to): &(MemberId, Score)) -> wire::Leader {
    let name = session.member(member).map_or_else(|| member.to_string(), |known| known.name.to_string());
    wire::Leader { member: member.to_string(), name, score: score(*came_to) }
}

pub(crate) fn session_score(stored: &StoredScore) -> wire::SessionScore {
    wire::SessionScore {
        session: stored.session.to_string(),
        title: stored.title.to_string(),
        score: score(stored.score),
        updated_at: rfc3339(stored.updated_at),
    }
}

fn score(score: Score) -> wire::Score {
    let Score { won, lost, right, wrong } = score;
    wire::Score { points: score.points(), won, lost, right, wrong }
}

fn mine(prediction: &Prediction, me: &MemberId) -> Option<wire::MyPick> {
    let picked = prediction.pick(me)?;
    let paid = match &prediction.stage {
        Stage::Open | Stage::Locked { .. } => None,
        Stage::Cancelled { .. } => Some(picked.stake),
        Stage::Resolved { payouts, .. } if payouts.is_empty() => Some(picked.stake),
        Stage::Resolved { payouts, .. } => {
            Some(payouts.iter().find(|payout| payout.member == *me).map_or(0, |payout| payout.paid))
        }
    };
    let Pick { outcome, stake } = picked;
    Some(wire::MyPick { outcome: outcome.to_string(), stake, paid })
}

fn stage(stage: &Stage) -> (wire::PredictionState, Option<Timestamp>) {
    match stage {
        Stage::Open => (wire::PredictionState::Open, None),
        Stage::Locked { at, .. } => (wire::PredictionState::Locked, Some(*at)),
        Stage::Resolved { at, .. } => (wire::PredictionState::Resolved, Some(*at)),
        Stage::Cancelled { at, .. } => (wire::PredictionState::Cancelled, Some(*at)),
    }
}

fn outcome((number, text): (u8, &Title)) -> wire::Outcome {
    wire::Outcome { id: number.to_string(), text: text.to_string() }
}

fn closing(closes: &Closing) -> wire::Closes {
    match closes {
        Closing::ByHand => wire::Closes::ByHand {},
        Closing::At(at) => wire::Closes::Time { at: at.ms() },
        Closing::Position { video, position } => {
            wire::Closes::Position { video: video.to_string(), position: position.seconds() }
        }
    }
}

fn pick(Pick { outcome, stake }: Pick) -> wire::Pick {
    wire::Pick { outcome: outcome.to_string(), stake }
}

/// The largest ones stand first.
fn largest(payouts: &[Payout]) -> Vec<wire::Payout> {
    let told = payouts.iter().take(LEADERS_MAX);
    told.map(|Payout { member, stake, paid }| wire::Payout { member: member.to_string(), stake: *stake, paid: *paid })
        .collect()
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
