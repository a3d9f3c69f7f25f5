//! Why something was not done to a prediction.

use std::fmt;

use crate::limits::{PICKS_PER_MEMBER_MAX, PICKS_PER_PREDICTION_MAX, PREDICTIONS_UNRESOLVED_MAX};

/// Why a command was refused. A refused command has changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PredictionRefusal {
    /// There is no such prediction.
    NotFound,
    /// It takes no picks any more.
    Locked,
    /// It was resolved or cancelled before.
    Closed,
    /// It has no such outcome.
    NoSuchOutcome,
    /// Only who opened it, and the host, may.
    NotYours,
    /// A member has fewer points than they want to stake.
    NotEnoughPoints {
        /// How many they have for it.
        have: u64,
    },
    /// A stake may be raised, not lowered.
    StakeLowered {
        /// What is staked.
        staked: u64,
    },
    /// As many are not resolved yet as may be.
    TooMany,
    /// As many people have picked as may, or one has changed it too often.
    TooManyPicks,
    /// The video is there already.
    PositionPassed,
}

impl fmt::Display for PredictionRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such prediction in this session; load them again"),
            Self::Locked => f.write_str("this prediction is locked; it takes no picks any more"),
            Self::Closed => f.write_str("this prediction is over already"),
            Self::NoSuchOutcome => f.write_str("this prediction has no such outcome; choose one of its own"),
            Self::NotYours => f.write_str("only who opened this prediction, and the host, may do this"),
            Self::NotEnoughPoints { have } => write!(f, "you have {have} points for this; stake no more than that"),
            Self::StakeLowered { staked } => {
                write!(f, "you have staked {staked} points already; a stake can be raised, not lowered")
            }
            Self::TooMany => {
                write!(f, "{PREDICTIONS_UNRESOLVED_MAX} predictions are not resolved yet; resolve or cancel one first")
            }
            Self::TooManyPicks => write!(
                f,
                "a prediction takes picks of {PICKS_PER_PREDICTION_MAX} people, each {PICKS_PER_MEMBER_MAX} times at most"
            ),
            Self::PositionPassed => f.write_str("the video is there already; choose a later position"),
        }
    }
}
