//! What somebody asks the queue for.

use timeline::Timecode;

use super::state::{QueueOrder, Repeat};
use crate::text::Title;
use crate::video::Video;

/// What is asked for. Items are named by their ids; one that is gone is never taken for another.
#[derive(Clone, Debug, PartialEq)]
pub enum QueueCommand {
    /// Add videos, in this order.
    Add {
        /// Which; at least one.
        items: Vec<NewItem>,
        /// Where.
        place: Place,
    },
    /// Move an item in front of another one.
    Move {
        /// Which.
        item: u64,
        /// In front of which; to the end where missing.
        before: Option<u64>,
    },
    /// Take items out. What is gone already is no matter.
    Remove {
        /// Which.
        items: Vec<u64>,
    },
    /// Take everything out that waits.
    Clear,
    /// Put an item on screen now.
    PlayNow {
        /// Which.
        item: u64,
    },
    /// Put the next item on screen now.
    Next {
        /// The item on screen that is to be left; where another is there by now, there is nothing to do.
        leaves: Option<u64>,
    },
    /// Put the one before on screen again.
    Previous {
        /// The item on screen that is to be left.
        leaves: Option<u64>,
    },
    /// Begin nothing by itself for now.
    Cancel {
        /// The number of the entry that announced it.
        announced: u64,
    },
    /// Want to see an item soon, or no longer.
    Vote {
        /// Which.
        item: u64,
        /// Whether it is wanted.
        up: bool,
    },
    /// Want to leave the item on screen, or no longer.
    Skip {
        /// Which.
        item: u64,
        /// Whether it is to be left.
        up: bool,
    },
    /// Mix what waits.
    Shuffle,
    /// Choose how the queue goes.
    Choose(QueueChoice),
    /// Tell how long an item is that waits.
    Measure {
        /// Which.
        item: u64,
        /// How long it is.
        length: Timecode,
    },
    /// Tell that one's own player cannot play the item on screen.
    CannotPlay {
        /// Which.
        item: u64,
    },
    /// Undo a change of the queue.
    Undo {
        /// The number of its entry; the last one that the actor may undo where missing.
        seq: Option<u64>,
    },
}

/// A video to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewItem {
    /// What it is.
    pub video: Video,
    /// What it is called, where known.
    pub title: Option<Title>,
    /// How long it is, where known.
    pub length: Option<Timecode>,
}

/// Where new items go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Behind all others.
    End,
    /// Before all others.
    Next,
}

/// How the queue is to go; what is missing stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueChoice {
    /// Which comes next.
    pub order: Option<QueueOrder>,
    /// What happens at the end.
    pub repeat: Option<Repeat>,
    /// How long the announcement of the next one lasts, in milliseconds.
    pub gap_ms: Option<i64>,
}
