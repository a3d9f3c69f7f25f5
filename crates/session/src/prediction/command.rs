//! What members ask of predictions.

use timeline::Timecode;

use super::outcomes::Outcomes;
use crate::permission::Permission;
use crate::rights::Need;
use crate::text::Title;

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum PredictionCommand {
    /// Ask what will happen.
    Open {
        /// What is asked.
        question: Title,
        /// What may happen.
        outcomes: Outcomes,
        /// When it is locked.
        closes: ClosingRule,
    },
    /// Pick an outcome, or change or raise what was picked.
    Pick {
        /// Which prediction.
        prediction: u64,
        /// Which outcome, counted from 0.
        outcome: u8,
        /// How many points are staked in all; what was staked before where missing.
        stake: Option<u64>,
    },
    /// Let nobody pick any more.
    Lock {
        /// Which prediction.
        prediction: u64,
    },
    /// Say what it was.
    Resolve {
        /// Which prediction.
        prediction: u64,
        /// Which outcome, counted from 0.
        outcome: u8,
    },
    /// Call it off.
    Cancel {
        /// Which prediction.
        prediction: u64,
    },
}

/// When a prediction shall be locked by itself, if it shall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosingRule {
    /// It shall not.
    ByHand,
    /// After so many milliseconds.
    After(i64),
    /// When the video on screen reaches a position.
    Position(Timecode),
}

impl PredictionCommand {
    /// What it takes.
    pub(crate) fn need(&self) -> Need {
        match self {
            Self::Open { .. } => Need::Permission(Permission::PredictOpen),
            Self::Pick { .. } => Need::Permission(Permission::PredictPick),
            // Who opened it settles it; others need a permission.
            Self::Lock { .. } | Self::Resolve { .. } | Self::Cancel { .. } => Need::Presence,
        }
    }
}
