//! Rules of the next item: announced, and on screen by itself when the gap is over, whatever dies in between.

use std::collections::BTreeSet;

use timeline::{Status, Timestamp};

use super::begin::{Begin, Waits};
use super::event::{AnnounceReason, BeginReason, QueueEvent};
use super::item::Item;
use crate::command::Context;
use crate::decide::Draft;
use crate::event::Event;
use crate::id::MemberId;
use crate::refusal::Refusal;
use crate::state::Session;

impl Session {
    /// Returns the queue.
    pub fn queue(&self) -> &super::Queue {
        &self.queue
    }

    /// The video on screen is over: the next one is announced, if there is one.
    pub(crate) fn announce_next(&self, draft: &mut Draft) {
        if self.queue.next_by_itself(AnnounceReason::Ended).is_some() {
            self.announce(draft, AnnounceReason::Ended);
        }
    }

    /// Something waits now, behind a video that is over.
    pub(super) fn announce_added(&self, draft: &mut Draft) {
        if self.queue.announced.is_none() {
            self.announce(draft, AnnounceReason::Ended);
        }
    }

    fn announce(&self, draft: &mut Draft, reason: AnnounceReason) {
        let at = draft.at.plus_ms(self.queue.settings.gap_ms);
        draft.push_server(Event::Queue(QueueEvent::Announced { at, reason }), None);
    }

    /// Returns whether the video on screen has been played to its end.
    pub(super) fn is_over(&self) -> bool {
        let timeline = &self.screen.timeline;
        timeline.status == Status::Paused && timeline.length.is_some_and(|length| timeline.position >= length)
    }

    /// Somebody does something else: nothing begins by itself any more.
    pub(crate) fn withdraw(&self, draft: &mut Draft) {
        if let Some(announced) = self.queue.announced {
            draft.push(Event::Queue(QueueEvent::Cancelled { announced: announced.seq }));
        }
    }

    /// The gap is over.
    pub(crate) fn begin_announced(&self, draft: &mut Draft, now: Timestamp) {
        let Some(announced) = self.queue.announced else { return };
        match self.queue.next_by_itself(announced.reason) {
            Some(item) => {
                let reason = match announced.reason {
                    AnnounceReason::Ended => BeginReason::Ended,
                    AnnounceReason::Unplayable => BeginReason::Unplayable,
                };
                let nobody = BTreeSet::new();
                let begin = Begin::by_itself(reason, now, Waits::Present { but: &nobody });
                self.begin_item(draft, item, begin);
            }
            None => self.withdraw(draft),
        }
    }

    /// Who presses play during the gap does not want to wait any longer, if they have seen it. Returns whether there is a gap.
    pub(crate) fn play_announced(&self, draft: &mut Draft, context: Context<'_>) -> bool {
        let Some(announced) = self.queue.announced else { return false };
        let has_seen_it = context.based_on.is_none_or(|seq| seq >= announced.seq);
        if let Some(item) = self.queue.next_by_itself(announced.reason).filter(|_| has_seen_it) {
            let begin = Begin::asked(BeginReason::Next, self, draft, context);
            self.begin_item(draft, item, begin);
        }
        true
    }

    pub(super) fn cancel(&self, draft: &mut Draft, announced: u64) {
        if self.queue.announced.is_some_and(|now| now.seq == announced) {
            self.withdraw(draft);
        }
    }

    pub(super) fn play_now(&self, draft: &mut Draft, item: u64, context: Context<'_>) -> Result<(), Refusal> {
        if item == self.queue.on_screen.id {
            return Ok(());
        }
        let item = self.queue.item(item).ok_or(Refusal::NotInQueue)?;
        self.begin_item(draft, item, Begin::asked(BeginReason::Chosen, self, draft, context));
        Ok(())
    }

    pub(super) fn play_next(
        &self,
        draft: &mut Draft,
        leaves: Option<u64>,
        context: Context<'_>,
    ) -> Result<(), Refusal> {
        let next = self.queue.next().ok_or(Refusal::NothingNext);
        self.leave_for(draft, leaves, (next, BeginReason::Next), context)
    }

    pub(super) fn play_previous(
        &self,
        draft: &mut Draft,
        leaves: Option<u64>,
        context: Context<'_>,
    ) -> Result<(), Refusal> {
        let previous = self.queue.previous().ok_or(Refusal::NothingBefore);
        self.leave_for(draft, leaves, (previous, BeginReason::Previous), context)
    }

    /// Where another item is on screen by now, what was to be left has been left.
    fn leave_for(
        &self,
        draft: &mut Draft,
        leaves: Option<u64>,
        (item, reason): (Result<&Item, Refusal>, BeginReason),
        context: Context<'_>,
    ) -> Result<(), Refusal> {
        if leaves.is_none_or(|leaves| leaves == self.queue.on_screen.id) {
            self.begin_item(draft, item?, Begin::asked(reason, self, draft, context));
        }
        Ok(())
    }

    /// Once nobody's player can play it, the next one is announced; there is none where all that wait were tried.
    pub(super) fn give_up(&self, draft: &mut Draft, id: &MemberId, item: u64, context: Context<'_>) {
        let is_hopeless = !context.players.iter().any(|player| player.member != *id);
        let is_wanted = item == self.queue.on_screen.id && self.status() == Status::Playing;
        let has_next = self.queue.next_by_itself(AnnounceReason::Unplayable).is_some();
        if is_wanted && is_hopeless && has_next && self.queue.announced.is_none() {
            self.announce(draft, AnnounceReason::Unplayable);
        }
    }
}
