//! Why something was not done.

use std::fmt;

use timeline::{Timecode, Timestamp};

use crate::chat::ChatRefusal;
use crate::limits::{
    BANS_MAX, MEMBERS_MAX, MEMBERS_PRESENT_MAX, QUEUE_ITEMS_MAX, QUEUE_ITEMS_PER_MEMBER_MAX, SLOW_MODE_S_MAX,
};
use crate::permission::Permission;
use crate::prediction::PredictionRefusal;

/// Why a command was refused. A refused command has changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The session is over.
    SessionEnded,
    /// Who asks is not present.
    NotAMember,
    /// Only the server may, or what is asked for is somebody else's.
    NotAllowed,
    /// Their role does not let them.
    MayNot(Permission),
    /// Only hosts steer this session.
    OnlyHostsControl,
    /// They have a time-out.
    Muted {
        /// Until when.
        until: Timestamp,
    },
    /// They may not come.
    Banned,
    /// Somebody removed them; they may join again.
    Removed,
    /// It is about somebody of the same or a higher rank.
    Outranked,
    /// It is about somebody who is not here.
    NoSuchMember,
    /// A time-out lasts from 10 seconds to 7 days.
    BadMuteTime,
    /// A setting is out of its range.
    BadSettings,
    /// As many are banned as may be.
    TooManyBans,
    /// As many are present as may be.
    SessionFull,
    /// As many are present as the host wants.
    NoPlace {
        /// How many that are.
        present_max: u32,
    },
    /// As many have taken part as may over a session's life.
    TooManyVisitors,
    /// The position is beyond the end of the video.
    SeekBeyondEnd {
        /// Where the video ends.
        length: Timecode,
    },
    /// A video has a length above zero.
    BadLength,
    /// The command speaks of a video that is not on screen.
    VideoChanged,
    /// The command was based on a state that others have left and come back to since.
    Stale,
    /// Nobody asks this member, or not about this any more.
    NotAsked,
    /// There is no action to undo.
    NothingToUndo,
    /// Somebody has acted since the action to undo.
    ActedSince,
    /// The time to meet is over already, or too far away.
    BadStart,
    /// It is about a prediction.
    Prediction(PredictionRefusal),
    /// The chat does not take it.
    Chat(ChatRefusal),
    /// A word in it is not wanted here.
    UnwantedWord,
    /// The item waits no longer.
    NotInQueue,
    /// As many wait as may.
    QueueFull,
    /// As many of this member wait as may.
    TooManyOfYours,
    /// Nothing waits.
    NothingNext,
    /// Nothing has been on screen before.
    NothingBefore,
    /// The queue is ordered by votes, not by hand.
    OrderedByVotes,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SessionEnded => f.write_str("this session has ended; you can watch its replay"),
            Self::NotAMember => f.write_str("you are not in this session; join it first"),
            Self::NotAllowed => f.write_str("this is not yours to do"),
            Self::MayNot(permission) => {
                write!(f, "your role here may not {}; the host can change that", permission.words())
            }
            Self::OnlyHostsControl => f.write_str("only the host and co-hosts control this session"),
            Self::Muted { .. } => f.write_str("you have a time-out; wait until it is over"),
            Self::Banned => f.write_str("you were banned from this session"),
            Self::Removed => f.write_str("you were removed from this session; join again if you want to come back"),
            Self::Outranked => f.write_str("you can only do this to people, and give roles, below your own role"),
            Self::NoSuchMember => f.write_str("nobody here goes by this id; look at the list of people again"),
            Self::BadMuteTime => f.write_str("a time-out lasts from 10 seconds to 7 days"),
            Self::BadSettings => {
                write!(f, "newcomers are members or viewers, and slow mode is at most {SLOW_MODE_S_MAX} seconds")
            }
            Self::TooManyBans => write!(f, "{BANS_MAX} people are banned already; lift a ban first"),
            Self::SessionFull => write!(f, "this session is full: {MEMBERS_PRESENT_MAX} people are here"),
            Self::NoPlace { present_max } => {
                write!(f, "this session is full: it has room for {present_max}; come back when somebody has left")
            }
            Self::TooManyVisitors => {
                write!(f, "{MEMBERS_MAX} people have been in this session, and it takes no new ones; start another")
            }
            Self::SeekBeyondEnd { length } => write!(f, "the video ends at {length}; choose an earlier position"),
            Self::BadLength => f.write_str("the length of a video must be more than zero"),
            Self::VideoChanged => f.write_str("another video is on screen by now"),
            Self::Stale => f.write_str("somebody else was faster; look again and press again if you still want it"),
            Self::NotAsked => f.write_str("there is nothing to confirm any more"),
            Self::NothingToUndo => f.write_str("there is nothing to undo"),
            Self::BadStart => f.write_str("choose a time to meet that lies ahead, within a year"),
            Self::NotInQueue => f.write_str("this video is no longer in the queue"),
            Self::QueueFull => {
                write!(
                    f,
                    "the queue is full: {QUEUE_ITEMS_MAX} videos at most, fewer with long links; wait or remove some"
                )
            }
            Self::TooManyOfYours => {
                write!(f, "{QUEUE_ITEMS_PER_MEMBER_MAX} videos of yours may wait at most; wait or remove some")
            }
            Self::NothingNext => f.write_str("the queue is empty; add a video first"),
            Self::NothingBefore => f.write_str("there was no video before this one"),
            Self::OrderedByVotes => f.write_str("the votes decide the order now; order by hand to move videos"),
            Self::ActedSince => f.write_str("somebody has acted since; it cannot be undone any more"),
            Self::Prediction(refusal) => refusal.fmt(f),
            Self::Chat(refusal) => refusal.fmt(f),
            Self::UnwantedWord => f.write_str("a word in this is not wanted here; write it in another way"),
        }
    }
}

impl From<PredictionRefusal> for Refusal {
    fn from(refusal: PredictionRefusal) -> Self {
        Self::Prediction(refusal)
    }
}
