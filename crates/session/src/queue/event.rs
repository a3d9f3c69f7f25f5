//! What happened to the queue.
//!
//! Each event says what came of it, so that a reader needs none of the rules: it puts items where it is told.

use timeline::{Timecode, Timestamp};

use super::item::ItemCard;
use super::state::QueueSettings;
use crate::text::Title;
use crate::video::Video;

/// Something that happened to the queue. Stored for ever: variants are added, never changed.
#[derive(Clone, Debug, PartialEq)]
pub enum QueueEvent {
    /// An item was added; the number of the entry is its id.
    Added {
        /// What it is.
        video: Video,
        /// What it is called, where known.
        title: Option<Title>,
        /// In front of which item; at the end where missing.
        before: Option<u64>,
        /// Which of those it is that were added at once, from 0.
        index: u32,
        /// How many were added at once.
        of: u32,
    },
    /// An item was moved.
    Moved {
        /// Which.
        item: u64,
        /// In front of which; to the end where missing.
        before: Option<u64>,
    },
    /// Items were taken out.
    Removed {
        /// Which.
        items: Vec<u64>,
    },
    /// Whoever did it wants to see an item soon, or no longer.
    Voted {
        /// Which.
        item: u64,
        /// Whether it is wanted.
        up: bool,
    },
    /// Whoever did it wants to leave the item on screen, or no longer.
    SkipVoted {
        /// Which.
        item: u64,
        /// Whether it is to be left.
        up: bool,
    },
    /// What waits was mixed.
    Shuffled {
        /// All that waits, in its new order.
        order: Vec<u64>,
    },
    /// The queue goes otherwise.
    Chosen(QueueSettings),
    /// The length of an item that waits became known.
    Measured {
        /// Which.
        item: u64,
        /// How long it is.
        length: Timecode,
    },
    /// It became known what an item is, that waits or is on screen.
    Described {
        /// Which.
        item: u64,
        /// How it plays.
        video: Video,
        /// What it is called, where known.
        title: Option<Title>,
        /// How long it is, where known.
        length: Option<Timecode>,
    },
    /// The next item will begin by itself.
    Announced {
        /// When.
        at: Timestamp,
        /// Why.
        reason: AnnounceReason,
    },
    /// Nothing begins by itself any more.
    Cancelled {
        /// The number of the entry that announced it.
        announced: u64,
    },
    /// The video that has just been put on screen is this item.
    Began {
        /// Which.
        item: ItemCard,
        /// Why.
        reason: BeginReason,
        /// The one that was on screen before, where it waits again.
        kept: Option<Put>,
        /// Whether there is one to go back to.
        has_previous: bool,
    },
    /// A change of the queue was undone, as far as that still means something.
    Undone {
        /// The number of its entry.
        undid: u64,
        /// Items that wait no longer.
        gone: Vec<u64>,
        /// Items that wait, each where it says, one after the other.
        put: Vec<Put>,
        /// How the queue goes, where that is undone.
        settings: Option<QueueSettings>,
    },
}

/// An item and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Put {
    /// Which.
    pub item: ItemCard,
    /// In front of which; at the end where missing.
    pub before: Option<u64>,
}

/// Why the next item begins by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnnounceReason {
    /// The one on screen is over.
    Ended,
    /// Nobody's player can play the one on screen.
    Unplayable,
}

/// Why an item is on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeginReason {
    /// The one before was over.
    Ended,
    /// Nobody's player could play the one before.
    Unplayable,
    /// Somebody chose it.
    Chosen,
    /// Somebody went on to the next.
    Next,
    /// Enough voted to leave the one before.
    Skipped,
    /// Somebody went back.
    Previous,
    /// What had put another one on screen was undone.
    Undone,
}
