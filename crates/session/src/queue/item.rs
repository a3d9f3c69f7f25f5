//! What stands in a queue.

use imbl::OrdSet;
use timeline::Timecode;

use crate::id::MemberId;
use crate::text::Title;
use crate::video::Video;

/// A video in the queue, or on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The number of the entry that brought it: the same for as long as it is anywhere in the session.
    pub id: u64,
    /// What it is.
    pub video: Video,
    /// What it is called, where somebody has said.
    pub title: Option<Title>,
    /// How long it is, where somebody has told. On screen only what its players find counts.
    pub length: Option<Timecode>,
    /// Who added it; the server added nothing so far.
    pub by: Option<MemberId>,
    /// Who wants to see it soon.
    pub votes: OrdSet<MemberId>,
}

/// An item as an entry of the log tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemCard {
    /// The number of the entry that brought it.
    pub id: u64,
    /// What it is.
    pub video: Video,
    /// What it is called, where somebody has said.
    pub title: Option<Title>,
    /// How long it is, where somebody has told.
    pub length: Option<Timecode>,
    /// Who added it.
    pub by: Option<MemberId>,
    /// How many want to see it soon.
    pub votes: u32,
}

impl Item {
    /// Returns what an entry tells of it.
    pub fn card(&self) -> ItemCard {
        let Self { id, video, title, length, by, votes } = self.clone();
        let votes = u32::try_from(votes.len()).unwrap_or(u32::MAX);
        ItemCard { id, video, title, length, by, votes }
    }
}

impl From<ItemCard> for Item {
    /// Who voted is not on the card.
    fn from(card: ItemCard) -> Self {
        let ItemCard { id, video, title, length, by, votes: _ } = card;
        Self { id, video, title, length, by, votes: OrdSet::new() }
    }
}
