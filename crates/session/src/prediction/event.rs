//! What happens to predictions.

use timeline::{Timecode, Timestamp};

use super::outcomes::Outcomes;
use crate::id::{MemberId, VideoId};
use crate::text::Title;

/// Something that happened to a prediction. What it is about stands in each event, so that a log reads by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum PredictionEvent {
    /// Somebody asked what will happen.
    Opened {
        /// Its id: the number of this entry.
        prediction: u64,
        /// What is asked.
        question: Title,
        /// What may happen.
        outcomes: Outcomes,
        /// When it is locked.
        closes: Closing,
    },
    /// A member picked, or changed or raised what they had picked.
    Picked {
        /// Which prediction.
        prediction: u64,
        /// Who.
        member: MemberId,
        /// What, and with how many points.
        pick: Pick,
        /// What they had picked before.
        before: Option<Pick>,
    },
    /// Nobody can pick any more.
    Locked {
        /// Which prediction.
        prediction: u64,
        /// What was asked.
        question: Title,
        /// Why.
        reason: LockReason,
    },
    /// It came out.
    Resolved {
        /// Which prediction.
        prediction: u64,
        /// What was asked.
        question: Title,
        /// Which outcome it was, counted from 0.
        outcome: u8,
        /// The same in words.
        answer: Title,
        /// Who gets how much of the pool. Empty where nobody had staked on it: then all stakes go back.
        payouts: Vec<Payout>,
    },
    /// It is called off, and all stakes go back.
    Cancelled {
        /// Which prediction.
        prediction: u64,
        /// What was asked.
        question: Title,
        /// Why.
        reason: CancelReason,
    },
}

/// When a prediction is locked by itself, if it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closing {
    /// It is not.
    ByHand,
    /// At a server time.
    At(Timestamp),
    /// When the video reaches a position.
    Position {
        /// The video.
        video: VideoId,
        /// The position.
        position: Timecode,
    },
}

/// What a member has picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The outcome, counted from 0.
    pub outcome: u8,
    /// How many points are staked on it in all; 0 is a pick without a stake.
    pub stake: u64,
}

/// What a member gets out of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout {
    /// Who.
    pub member: MemberId,
    /// What they had staked.
    pub stake: u64,
    /// What they get, the stake among it.
    pub paid: u64,
}

/// Why nobody can pick any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockReason {
    /// Somebody asked for it.
    Asked,
    /// The time was over.
    Time,
    /// The video had reached the position.
    Position,
}

/// Why a prediction was called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelReason {
    /// Somebody asked for it.
    Asked,
    /// The session ended before it came out.
    SessionEnded,
}
