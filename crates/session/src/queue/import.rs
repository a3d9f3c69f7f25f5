//! What the queue of a log from outside must keep to.

use super::event::{Put, QueueEvent};
use super::item::ItemCard;
use crate::id::MemberId;
use crate::import::{Checked, must};
use crate::limits::QUEUE_ITEMS_MAX;
use crate::log::Entry;
use crate::state::Session;

impl QueueEvent {
    /// The same with other ids for members.
    pub(crate) fn with_members(self, map: &mut dyn FnMut(&MemberId) -> MemberId) -> Self {
        let mut card = |card: ItemCard| ItemCard { by: card.by.as_ref().map(&mut *map), ..card };
        match self {
            Self::Began { item, reason, kept, has_previous } => {
                let item = card(item);
                let kept = kept.map(|put| Put { item: card(put.item), ..put });
                Self::Began { item, reason, kept, has_previous }
            }
            Self::Undone { undid, gone, put, settings } => {
                let put = put.into_iter().map(|put| Put { item: card(put.item), ..put }).collect();
                Self::Undone { undid, gone, put, settings }
            }
            event @ (Self::Added { .. }
            | Self::Moved { .. }
            | Self::Removed { .. }
            | Self::Voted { .. }
            | Self::SkipVoted { .. }
            | Self::Shuffled { .. }
            | Self::Chosen(_)
            | Self::Measured { .. }
            | Self::Described { .. }
            | Self::Announced { .. }
            | Self::Cancelled { .. }) => event,
        }
    }
}

impl Session {
    /// Checks that the rules could have written this of the queue.
    pub(crate) fn admits_queue(&self, entry: &Entry, event: &QueueEvent) -> Checked {
        let by_somebody = entry.by.as_ref().is_none_or(|by| self.is_present(by));
        must(by_somebody, "who changed the queue is not there")?;
        let count = |items: usize| must(items <= QUEUE_ITEMS_MAX, "no queue is that long");
        let happened = |seq: u64| must(seq < entry.seq, "it names an event that has not happened");
        let known = |card: &ItemCard| {
            // The first is of who opened the session, and they may have handed it over without ever having come.
            let by_known = card.by.as_ref().is_none_or(|by| card.id == 1 || self.member(by).is_some());
            must(card.id <= entry.seq && by_known, "an item is not of this queue")
        };
        match event {
            QueueEvent::Added { .. } => count(self.queue.waiting.len() + 1),
            QueueEvent::Moved { item, .. } | QueueEvent::Voted { item, .. } | QueueEvent::Measured { item, .. } => {
                must(self.queue.item(*item).is_some(), "there is no such item in the queue")
            }
            QueueEvent::Described { item, video, .. } => {
                let of_waiting = self.queue.item(*item).map(|item| &item.video);
                // What is on screen plays as it is.
                let on_screen = &self.queue.on_screen;
                let is_on_screen = on_screen.id == *item && on_screen.video == *video;
                let is_known = is_on_screen || of_waiting.is_some_and(|known| known.id == video.id);
                must(entry.by.is_none() && is_known, "there is no such item in the queue")
            }
            QueueEvent::SkipVoted { item, .. } => must(*item < entry.seq, "there is no such item on screen"),
            QueueEvent::Removed { items } => count(items.len()),
            QueueEvent::Shuffled { order } => count(order.len()),
            QueueEvent::Announced { .. } | QueueEvent::Chosen(_) => Ok(()),
            QueueEvent::Cancelled { announced } => happened(*announced),
            QueueEvent::Began { item, kept, .. } => {
                known(item)?;
                kept.iter().try_for_each(|put| known(&put.item))
            }
            QueueEvent::Undone { undid, gone, put, .. } => {
                happened(*undid)?;
                count(gone.len().max(put.len()))?;
                put.iter().try_for_each(|put| known(&put.item))
            }
        }
    }
}
