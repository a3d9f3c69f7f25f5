//! Predictions as they are stored.

use serde::{Deserialize, Serialize};
use session::{CancelReason, Closing, LockReason, Outcomes, Payout, Pick, PredictionEvent, Title};
use timeline::Timestamp;

use super::EventRecord;
use super::values::{bad, member, stored_enum, timecode, video};

/// When a prediction is locked by itself; by hand where nothing is said.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ClosingRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    position: Option<PositionRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
struct PositionRecord {
    video: String,
    us: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PickRecord {
    outcome: u8,
    stake: u64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PayoutRecord {
    member: String,
    stake: u64,
    paid: u64,
}

stored_enum!(LockRecord is LockReason { Asked, Time, Position });
stored_enum!(CancelRecord is CancelReason { Asked, SessionEnded });

pub(super) fn record(event: &PredictionEvent) -> EventRecord {
    match event {
        PredictionEvent::Opened { prediction, question, outcomes, closes } => EventRecord::PredictionOpened {
            prediction: *prediction,
            question: question.to_string(),
            outcomes: outcomes.texts().iter().map(Title::to_string).collect(),
            closes: closing(closes),
        },
        PredictionEvent::Picked { prediction, member, pick, before } => EventRecord::PredictionPicked {
            prediction: *prediction,
            member: member.to_string(),
            pick: (*pick).into(),
            before: before.map(PickRecord::from),
        },
        PredictionEvent::Locked { prediction, question, reason } => EventRecord::PredictionLocked {
            prediction: *prediction,
            question: question.to_string(),
            reason: (*reason).into(),
        },
        PredictionEvent::Resolved { prediction, question, outcome, answer, payouts } => {
            EventRecord::PredictionResolved {
                prediction: *prediction,
                question: question.to_string(),
                outcome: *outcome,
                answer: answer.to_string(),
                payouts: payouts.iter().map(PayoutRecord::from).collect(),
            }
        }
        PredictionEvent::Cancelled { prediction, question, reason } => EventRecord::PredictionCancelled {
            prediction: *prediction,
            question: question.to_string(),
            reason: (*reason).into(),
        },
    }
}

pub(super) fn event(record: EventRecord) -> Result<PredictionEvent, String> {
    Ok(match record {
        EventRecord::PredictionOpened { prediction, question, outcomes, closes } => {
            let texts = outcomes.iter().map(|text| title(text)).collect::<Result<_, _>>()?;
            let outcomes = Outcomes::new(texts).map_err(|_| "these are no outcomes".to_owned())?;
            PredictionEvent::Opened { prediction, question: title(&question)?, outcomes, closes: closes.try_into()? }
        }
        EventRecord::PredictionPicked { prediction, member: id, pick, before } => PredictionEvent::Picked {
            prediction,
            member: member(&id)?,
            pick: pick.into(),
            before: before.map(Pick::from),
        },
        EventRecord::PredictionLocked { prediction, question, reason } => {
            PredictionEvent::Locked { prediction, question: title(&question)?, reason: reason.into() }
        }
        EventRecord::PredictionResolved { prediction, question, outcome, answer, payouts } => {
            PredictionEvent::Resolved {
                prediction,
                question: title(&question)?,
                outcome,
                answer: title(&answer)?,
                payouts: payouts.into_iter().map(Payout::try_from).collect::<Result<_, _>>()?,
            }
        }
        EventRecord::PredictionCancelled { prediction, question, reason } => {
            PredictionEvent::Cancelled { prediction, question: title(&question)?, reason: reason.into() }
        }
        other => return Err(format!("{other:?} is about no prediction")),
    })
}

fn closing(closes: &Closing) -> ClosingRecord {
    match closes {
        Closing::ByHand => ClosingRecord::default(),
        Closing::At(at) => ClosingRecord { at_ms: Some(at.ms()), position: None },
        Closing::Position { video, position } => {
            let position = PositionRecord { video: video.to_string(), us: position.us() };
            ClosingRecord { at_ms: None, position: Some(position) }
        }
    }
}

impl TryFrom<ClosingRecord> for Closing {
    type Error = String;

    fn try_from(record: ClosingRecord) -> Result<Self, String> {
        Ok(match record {
            ClosingRecord { at_ms: None, position: None } => Self::ByHand,
            ClosingRecord { at_ms: Some(ms), position: None } => Self::At(Timestamp::from_ms(ms)),
            ClosingRecord { at_ms: None, position: Some(at) } => {
                Self::Position { video: video(&at.video)?, position: timecode(at.us)? }
            }
            ClosingRecord { at_ms: Some(_), position: Some(_) } => return Err("it closes in two ways".to_owned()),
        })
    }
}

impl From<Pick> for PickRecord {
    fn from(Pick { outcome, stake }: Pick) -> Self {
        Self { outcome, stake }
    }
}

impl From<PickRecord> for Pick {
    fn from(PickRecord { outcome, stake }: PickRecord) -> Self {
        Self { outcome, stake }
    }
}

impl From<&Payout> for PayoutRecord {
    fn from(Payout { member, stake, paid }: &Payout) -> Self {
        Self { member: member.to_string(), stake: *stake, paid: *paid }
    }
}

impl TryFrom<PayoutRecord> for Payout {
    type Error = String;

    fn try_from(PayoutRecord { member: id, stake, paid }: PayoutRecord) -> Result<Self, String> {
        Ok(Self { member: member(&id)?, stake, paid })
    }
}

fn title(text: &str) -> Result<Title, String> {
    Title::kept(text).map_err(|_| bad("title", text))
}
