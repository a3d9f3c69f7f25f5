//! How a change of the queue is undone, by the number of its entry: whatever has happened since, as far as that still means
//! something.

use timeline::Timestamp;

use super::event::{Put, QueueEvent};
use super::item::Item;
use super::state::{Queue, QueueSettings};
use crate::decide::Draft;
use crate::event::Event;
use crate::id::MemberId;
use crate::limits::QUEUE_ITEMS_MAX;
use crate::log::Entry;
use crate::permission::Permission;
use crate::refusal::Refusal;
use crate::state::Session;

/// What it takes to undo a change of the queue.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(super) seq: u64,
    by: Option<MemberId>,
    /// What began to wait with it.
    pub(super) added: Vec<u64>,
    /// What waited no longer, with the one that was behind it.
    removed: Vec<(Item, Option<u64>)>,
    /// What was moved, with the one that was behind it; the last first.
    moved: Vec<(u64, Option<u64>)>,
    settings: Option<QueueSettings>,
}

impl Change {
    /// Reads from a queue what an event is about to change, where that can be undone.
    pub(super) fn of(queue: &Queue, entry: &Entry, event: &QueueEvent) -> Option<Self> {
        let place = |id: &u64| queue.item(*id).map(|item| (item.clone(), queue.behind(*id)));
        let mut change = Self {
            seq: entry.seq,
            by: entry.by.clone(),
            added: Vec::new(),
            removed: Vec::new(),
            moved: Vec::new(),
            settings: None,
        };
        match event {
            QueueEvent::Added { .. } => change.added.push(entry.seq),
            QueueEvent::Moved { item, .. } => change.moved.push((*item, queue.behind(*item))),
            QueueEvent::Removed { items } => change.removed.extend(items.iter().filter_map(place)),
            QueueEvent::Shuffled { .. } => {
                change.moved.extend(queue.waiting.iter().rev().map(|item| (item.id, queue.behind(item.id))));
            }
            QueueEvent::Chosen(_) => change.settings = Some(queue.settings),
            QueueEvent::Undone { gone, put, settings, .. } => {
                change.removed.extend(gone.iter().filter_map(place));
                for Put { item, .. } in put {
                    if queue.item(item.id).is_some() {
                        change.moved.insert(0, (item.id, queue.behind(item.id)));
                    } else {
                        change.added.push(item.id);
                    }
                }
                change.settings = settings.map(|_| queue.settings);
            }
            QueueEvent::Voted { .. }
            | QueueEvent::SkipVoted { .. }
            | QueueEvent::Measured { .. }
            | QueueEvent::Described { .. }
            | QueueEvent::Announced { .. }
            | QueueEvent::Cancelled { .. }
            | QueueEvent::Began { .. } => return None,
        }
        Some(change)
    }

    /// Returns what it takes to undo it, whosever it is. Adding and removing one's own need the same.
    fn takes(&self) -> impl Iterator<Item = Permission> {
        [
            (!self.added.is_empty() || !self.removed.is_empty(), Permission::QueueAdd),
            (!self.moved.is_empty(), Permission::QueueReorder),
            (self.settings.is_some(), Permission::QueueManage),
        ]
        .into_iter()
        .filter_map(|(is_needed, permission)| is_needed.then_some(permission))
    }

    pub(super) fn removed_item(&self, id: u64) -> Option<&Item> {
        self.removed.iter().map(|(item, _)| item).find(|item| item.id == id)
    }
}

impl Session {
    /// Undoes a change: one's own with what the change took, anybody's for who manages the queue. What has begun to play
    /// since stays where it is.
    pub(super) fn undo_queue(
        &self,
        draft: &mut Draft,
        (id, now): (&MemberId, Timestamp),
        seq: Option<u64>,
    ) -> Result<(), Refusal> {
        let queue = &self.queue;
        let change = match seq {
            Some(seq) => queue.changes.iter().find(|change| change.seq == seq),
            None => queue.changes.iter().rev().find(|change| change.by.as_ref() == Some(id)),
        };
        let change = change.ok_or(Refusal::NothingToUndo)?;
        if change.by.as_ref() != Some(id) {
            self.may(id, Permission::QueueManage, now)?;
        }
        change.takes().try_for_each(|permission| self.may(id, permission, now))?;
        let gone: Vec<_> = change.added.iter().copied().filter(|id| queue.item(*id).is_some()).collect();
        let is_back = |item: &Item| queue.item(item.id).is_some() || queue.on_screen.id == item.id;
        let lost = change.removed.iter().filter(|(item, _)| !is_back(item));
        // The last one first: each finds the one that was behind it.
        let back: Vec<_> = lost.rev().map(|(item, behind)| Put { item: item.card(), before: *behind }).collect();
        let moved = change.moved.iter().filter_map(|(id, behind)| {
            let item = queue.item(*id)?.card();
            (queue.behind(*id) != *behind || change.moved.len() > 1).then_some(Put { item, before: *behind })
        });
        let comes_back = back.len();
        let put: Vec<_> = back.into_iter().chain(moved).collect();
        let settings = change.settings.filter(|settings| *settings != queue.settings);
        if gone.is_empty() && put.is_empty() && settings.is_none() {
            return Err(Refusal::NothingToUndo);
        }
        if queue.waiting.len() - gone.len() + comes_back > QUEUE_ITEMS_MAX {
            return Err(Refusal::QueueFull);
        }
        draft.push(Event::Queue(QueueEvent::Undone { undid: change.seq, gone, put, settings }));
        Ok(())
    }
}
