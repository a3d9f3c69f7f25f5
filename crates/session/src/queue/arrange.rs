//! Rules of adding, moving, removing, mixing, and of how the queue goes.

use timeline::Timecode;

use super::command::{NewItem, Place, QueueChoice};
use super::event::QueueEvent;
use super::state::{QueueOrder, QueueSettings};
use crate::decide::Draft;
use crate::event::Event;
use crate::id::MemberId;
use crate::limits::{QUEUE_ITEMS_MAX, QUEUE_ITEMS_PER_MEMBER_MAX, QUEUE_URL_BYTES_MAX};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::state::Session;

impl Session {
    /// All of them or none. Where the video on screen is over and nothing has waited, the first one begins by itself.
    pub(super) fn add(&self, draft: &mut Draft, id: &MemberId, items: &[NewItem], place: Place) -> Result<(), Refusal> {
        let queue = &self.queue;
        let own = queue.waiting.iter().filter(|item| item.by.as_ref() == Some(id)).count();
        let is_bounded = self.role(id) < Some(Role::CoHost);
        if is_bounded && own + items.len() > QUEUE_ITEMS_PER_MEMBER_MAX {
            return Err(Refusal::TooManyOfYours);
        }
        let waiting_bytes: usize = queue.waiting.iter().map(|item| item.video.url.len()).sum();
        let new_bytes: usize = items.iter().map(|item| item.video.url.len()).sum();
        if queue.waiting.len() + items.len() > QUEUE_ITEMS_MAX || waiting_bytes + new_bytes > QUEUE_URL_BYTES_MAX {
            return Err(Refusal::QueueFull);
        }
        let before = match place {
            Place::End => None,
            Place::Next => queue.waiting.front().map(|item| item.id),
        };
        let of = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let first = draft.next();
        for (index, NewItem { video, title, .. }) in (0..).zip(items) {
            let (video, title) = (video.clone(), title.clone());
            draft.push(Event::Queue(QueueEvent::Added { video, title, before, index, of }));
        }
        for (item, length) in (first..).zip(items.iter().map(|item| item.length)) {
            if let Some(length) = length.filter(|length| *length > Timecode::ZERO) {
                draft.push(Event::Queue(QueueEvent::Measured { item, length }));
            }
        }
        if queue.waiting.is_empty() && self.is_over() {
            self.announce_added(draft);
        }
        Ok(())
    }

    /// In front of another one. Where that has just begun to play, it was the first: so is the one moved now.
    pub(super) fn move_item(&self, draft: &mut Draft, item: u64, before: Option<u64>) -> Result<(), Refusal> {
        let queue = &self.queue;
        if queue.settings.order == QueueOrder::ByVotes {
            return Err(Refusal::OrderedByVotes);
        }
        let behind = queue.behind(item);
        if queue.item(item).is_none() {
            return Err(Refusal::NotInQueue);
        }
        let before = match before {
            Some(before) if before == queue.on_screen.id => queue.waiting.front().map(|first| first.id),
            Some(before) if queue.item(before).is_none() => return Err(Refusal::NotInQueue),
            before => before,
        };
        if before != Some(item) && before != behind {
            draft.push(Event::Queue(QueueEvent::Moved { item, before }));
        }
        Ok(())
    }

    /// What has gone already is no matter.
    pub(super) fn remove(&self, draft: &mut Draft, items: &[u64]) {
        let is_named = |id: &u64| items.contains(id);
        let items: Vec<_> = self.queue.waiting.iter().map(|item| item.id).filter(is_named).collect();
        if !items.is_empty() {
            draft.push(Event::Queue(QueueEvent::Removed { items }));
        }
    }

    pub(super) fn clear(&self, draft: &mut Draft) {
        let all: Vec<_> = self.queue.waiting.iter().map(|item| item.id).collect();
        self.remove(draft, &all);
    }

    /// What comes of it stands in the entry, so that everybody has the same.
    pub(super) fn shuffle(&self, draft: &mut Draft) -> Result<(), Refusal> {
        if self.queue.settings.order == QueueOrder::ByVotes {
            return Err(Refusal::OrderedByVotes);
        }
        let before: Vec<_> = self.queue.waiting.iter().map(|item| item.id).collect();
        let order = mixed(before.clone(), draft.next() ^ draft.at.ms().cast_unsigned());
        if order != before {
            draft.push(Event::Queue(QueueEvent::Shuffled { order }));
        }
        Ok(())
    }

    pub(super) fn choose(&self, draft: &mut Draft, choice: QueueChoice) {
        let before = self.queue.settings;
        let settings = QueueSettings {
            order: choice.order.unwrap_or(before.order),
            repeat: choice.repeat.unwrap_or(before.repeat),
            gap_ms: choice.gap_ms.unwrap_or(before.gap_ms),
        };
        if settings != before {
            draft.push(Event::Queue(QueueEvent::Chosen(settings)));
        }
    }

    /// The first to know it tells it; it is for people to read, and nothing goes by it.
    pub(super) fn measure(&self, draft: &mut Draft, item: u64, length: Timecode) -> Result<(), Refusal> {
        if length == Timecode::ZERO {
            return Err(Refusal::BadLength);
        }
        if self.queue.item(item).is_some_and(|item| item.length.is_none()) {
            draft.push(Event::Queue(QueueEvent::Measured { item, length }));
        }
        Ok(())
    }
}

/// The same ids in an order that `seed` decides (Fisher and Yates, with the generator `SplitMix64`).
fn mixed(mut ids: Vec<u64>, seed: u64) -> Vec<u64> {
    let mut state = seed;
    let mut random = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    for last in (1..ids.len()).rev() {
        let bound = u64::try_from(last + 1).unwrap_or(u64::MAX);
        let other = usize::try_from(random() % bound).unwrap_or(0);
        ids.swap(last, other);
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::mixed;

    #[test]
    fn a_seed_gives_one_order_and_every_order_has_a_seed() {
        let ids = vec![1, 2, 3, 4];
        assert_eq!(mixed(ids.clone(), 7), mixed(ids.clone(), 7));
        let all: std::collections::BTreeSet<_> = (0..500).map(|seed| mixed(ids.clone(), seed)).collect();
        assert_eq!(all.len(), 24);
        assert_eq!(mixed(Vec::new(), 1), Vec::<u64>::new());
    }
}
