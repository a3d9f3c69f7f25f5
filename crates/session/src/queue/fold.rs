//! What the log makes of the queue.

use super::event::{BeginReason, Put, QueueEvent};
use super::item::{Item, ItemCard};
use super::state::{Announced, Queue};
use super::undo::Change;
use crate::id::MemberId;
use crate::limits::{QUEUE_CHANGES_MAX, QUEUE_PLAYED_MAX};
use crate::log::Entry;
use crate::video::Video;

impl Queue {
    /// Another video is on screen. Where it is an item that waited, the entry behind this one says so.
    pub(crate) fn apply_screen(&mut self, entry: &Entry, video: &Video) {
        let (video, by) = (video.clone(), entry.by.clone());
        let fresh = ItemCard { id: entry.seq, video, title: None, length: None, by, votes: 0 };
        let before = std::mem::replace(&mut self.on_screen, fresh.into());
        self.played.retain(|item| item.id != before.id);
        self.played.push_back(before);
        if self.played.len() > QUEUE_PLAYED_MAX {
            self.played.pop_front();
        }
        self.announced = None;
        self.skips.clear();
    }

    pub(crate) fn apply_left(&mut self, member: &MemberId) {
        self.skips.remove(member);
    }

    pub(crate) fn apply_ended(&mut self) {
        self.announced = None;
        self.skips.clear();
    }

    pub(crate) fn apply(&mut self, entry: &Entry, event: &QueueEvent) {
        self.remember(entry, event);
        match event {
            QueueEvent::Added { video, title, before, .. } => {
                let (video, title, by) = (video.clone(), title.clone(), entry.by.clone());
                let card = ItemCard { id: entry.seq, video, title, length: None, by, votes: 0 };
                self.put(card.into(), *before);
            }
            QueueEvent::Moved { item, before } => {
                if let Some(item) = self.take(*item) {
                    self.put(item, *before);
                }
            }
            QueueEvent::Removed { items } => self.waiting.retain(|item| !items.contains(&item.id)),
            QueueEvent::Voted { item, up } => {
                if let (Some(index), Some(by)) = (self.position(*item), &entry.by) {
                    set(&mut self.waiting[index].votes, by, *up);
                }
            }
            QueueEvent::SkipVoted { item, up } => {
                if let Some(by) = entry.by.as_ref().filter(|_| *item == self.on_screen.id) {
                    set(&mut self.skips, by, *up);
                }
            }
            QueueEvent::Shuffled { order } => {
                let mut items: Vec<_> = self.waiting.iter().cloned().collect();
                items.sort_by_key(|item| order.iter().position(|id| *id == item.id).unwrap_or(usize::MAX));
                self.waiting = items.into();
            }
            QueueEvent::Chosen(settings) => self.settings = *settings,
            QueueEvent::Measured { item, length } => {
                if let Some(index) = self.position(*item) {
                    self.waiting[index].length = Some(*length);
                }
            }
            QueueEvent::Described { item, video, title, length } => {
                let waiting = self.position(*item).and_then(|index| self.waiting.get_mut(index));
                let on_screen = (self.on_screen.id == *item).then_some(&mut self.on_screen);
                if let Some(item) = waiting.or(on_screen) {
                    (item.video, item.title, item.length) = (video.clone(), title.clone(), *length);
                }
            }
            QueueEvent::Announced { at, reason } => {
                self.announced = Some(Announced { seq: entry.seq, at: *at, reason: *reason });
            }
            QueueEvent::Cancelled { .. } => self.announced = None,
            QueueEvent::Began { item, reason, kept, .. } => self.apply_began(item, *reason, kept.as_ref()),
            QueueEvent::Undone { undid, gone, put, settings } => {
                self.apply_undone(*undid, gone, put);
                self.settings = settings.unwrap_or(self.settings);
            }
        }
    }

    fn apply_began(&mut self, card: &ItemCard, reason: BeginReason, kept: Option<&Put>) {
        if let Some(Put { item, before }) = kept {
            let known = self.played.iter().find(|played| played.id == item.id).cloned();
            let again = known.unwrap_or_else(|| item.clone().into());
            self.take(again.id);
            self.put(Item { votes: imbl::OrdSet::new(), ..again }, *before);
            // Who goes back leaves it ahead and not behind.
            if matches!(reason, BeginReason::Previous | BeginReason::Undone) {
                self.played.retain(|played| played.id != item.id);
            }
        }
        let waited = self.take(card.id);
        self.played.retain(|played| played.id != card.id);
        self.on_screen = waited.unwrap_or_else(|| card.clone().into());
    }

    fn apply_undone(&mut self, undid: u64, gone: &[u64], put: &[Put]) {
        let change = self.changes.iter().find(|change| change.seq == undid).cloned();
        self.waiting.retain(|item| !gone.contains(&item.id));
        for Put { item, before } in put {
            // Who had voted is known from when it was taken out.
            let known = change.as_ref().and_then(|change| change.removed_item(item.id)).cloned();
            let item = self.take(item.id).or(known).unwrap_or_else(|| item.clone().into());
            self.put(item, *before);
        }
        self.changes.retain(|change| change.seq != undid);
    }

    /// Keeps what it takes to undo. Called before the event is applied.
    fn remember(&mut self, entry: &Entry, event: &QueueEvent) {
        let first = if let QueueEvent::Added { index: index @ 1.., .. } = event {
            Some(entry.seq.saturating_sub(u64::from(*index)))
        } else {
            self.changes.extend(Change::of(self, entry, event));
            None
        };
        // Those that were added at once go at once.
        if let Some(change) = first.and_then(|seq| self.changes.iter_mut().find(|change| change.seq == seq)) {
            change.added.push(entry.seq);
        }
        if self.changes.len() > QUEUE_CHANGES_MAX {
            self.changes.pop_front();
        }
    }

    /// In front of another one; where that is not there, at the end.
    fn put(&mut self, item: Item, before: Option<u64>) {
        let index = before.and_then(|before| self.position(before)).unwrap_or(self.waiting.len());
        self.waiting.insert(index, item);
    }

    fn take(&mut self, id: u64) -> Option<Item> {
        self.position(id).map(|index| self.waiting.remove(index))
    }
}

fn set(votes: &mut imbl::OrdSet<MemberId>, member: &MemberId, up: bool) {
    if up {
        votes.insert(member.clone());
    } else {
        votes.remove(member);
    }
}
