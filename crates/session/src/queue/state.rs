//! The queue as the log has made it.

use imbl::{OrdSet, Vector};
use timeline::Timestamp;

use super::event::AnnounceReason;
use super::item::Item;
use super::undo::Change;
use crate::id::MemberId;
use crate::limits::QUEUE_GAP_MS;

/// What plays, what waits, and what has played.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    pub(crate) on_screen: Item,
    /// As moved by hand.
    pub(super) waiting: Vector<Item>,
    /// The newest last.
    pub(super) played: Vector<Item>,
    pub(super) settings: QueueSettings,
    pub(super) announced: Option<Announced>,
    /// Who wants to leave the item on screen.
    pub(super) skips: OrdSet<MemberId>,
    /// What was done to it, for undoing; the newest last.
    pub(super) changes: Vector<Change>,
}

/// How a queue goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueSettings {
    /// Which comes next.
    pub order: QueueOrder,
    /// What happens at the end.
    pub repeat: Repeat,
    /// How long the announcement of the next one lasts, in milliseconds.
    pub gap_ms: i64,
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self { order: QueueOrder::ByHand, repeat: Repeat::Off, gap_ms: QUEUE_GAP_MS }
    }
}

/// Which item comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueOrder {
    /// The first one, as people have moved them.
    ByHand,
    /// The one with the most votes; of these the oldest.
    ByVotes,
}

/// What happens when an item is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// The next one begins.
    Off,
    /// It begins again.
    One,
    /// It waits again behind all others, and the next one begins.
    All,
}

/// The next item will begin by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The number of the entry that announced it.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: AnnounceReason,
}

impl Queue {
    pub(crate) fn begin(first: Item) -> Self {
        Self {
            on_screen: first,
            waiting: Vector::new(),
            played: Vector::new(),
            settings: QueueSettings::default(),
            announced: None,
            skips: OrdSet::new(),
            changes: Vector::new(),
        }
    }

    /// Returns the item on screen.
    pub fn on_screen(&self) -> &Item {
        &self.on_screen
    }

    /// Returns what waits, as people have moved it.
    pub fn waiting(&self) -> impl ExactSizeIterator<Item = &Item> {
        self.waiting.iter()
    }

    /// Returns what waits, the next one first.
    pub fn upcoming(&self) -> Vec<&Item> {
        let mut items: Vec<_> = self.waiting.iter().collect();
        if self.settings.order == QueueOrder::ByVotes {
            items.sort_by_key(|item| (std::cmp::Reverse(item.votes.len()), item.id));
        }
        items
    }

    /// Returns how it goes.
    pub fn settings(&self) -> QueueSettings {
        self.settings
    }

    /// Returns whether, and when, the next item begins by itself.
    pub fn announced(&self) -> Option<Announced> {
        self.announced
    }

    /// Returns the item to go back to, if there is one.
    pub fn previous(&self) -> Option<&Item> {
        self.played.last()
    }

    /// Returns who wants to leave the item on screen.
    pub fn skips(&self) -> &OrdSet<MemberId> {
        &self.skips
    }

    /// Returns the next item for somebody who wants to leave the one on screen.
    pub fn next(&self) -> Option<&Item> {
        let again = (self.settings.repeat != Repeat::Off).then_some(&self.on_screen);
        self.upcoming().first().copied().or(again)
    }

    /// Returns the item that begins by itself when the one on screen is over.
    pub(super) fn next_by_itself(&self, reason: AnnounceReason) -> Option<&Item> {
        match (reason, self.settings.repeat) {
            (AnnounceReason::Ended, Repeat::One) => Some(&self.on_screen),
            (AnnounceReason::Ended, Repeat::Off | Repeat::All) => self.next(),
            (AnnounceReason::Unplayable, _) => self.upcoming().first().copied(),
        }
    }

    pub(super) fn position(&self, id: u64) -> Option<usize> {
        self.waiting.iter().position(|item| item.id == id)
    }

    pub(super) fn item(&self, id: u64) -> Option<&Item> {
        self.waiting.iter().find(|item| item.id == id)
    }

    /// Returns the id of the one behind an item that waits.
    pub(super) fn behind(&self, id: u64) -> Option<u64> {
        self.waiting.get(self.position(id)? + 1).map(|item| item.id)
    }
}
