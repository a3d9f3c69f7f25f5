//! Why something was not done.

use std::fmt;

use timeline::Timecode;

use crate::limits::{MEMBERS_MAX, MEMBERS_PRESENT_MAX};

/// Why a command was refused. A refused command has changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The session is over.
    SessionEnded,
    /// Who asks is not present.
    NotAMember,
    /// Only the host may.
    NotAllowed,
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
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SessionEnded => f.write_str("this session has ended; you can watch its replay"),
            Self::NotAMember => f.write_str("you are not in this session; join it first"),
            Self::NotAllowed => f.write_str("only the host may do this"),
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
            Self::ActedSince => f.write_str("somebody has acted since; it cannot be undone any more"),
        }
    }
}
