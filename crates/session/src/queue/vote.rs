//! Rules of voting: for an item that waits, and for leaving the one on screen.

use std::collections::BTreeSet;

use super::begin::{Begin, Waits};
use super::event::{BeginReason, QueueEvent};
use crate::command::Context;
use crate::decide::Draft;
use crate::event::Event;
use crate::id::MemberId;
use crate::permission::Permission;
use crate::refusal::Refusal;
use crate::state::Session;

impl Session {
    pub(super) fn vote(&self, draft: &mut Draft, id: &MemberId, item: u64, up: bool) -> Result<(), Refusal> {
        let known = self.queue.item(item).ok_or(Refusal::NotInQueue)?;
        if known.votes.contains(id) != up {
            draft.push(Event::Queue(QueueEvent::Voted { item, up }));
        }
        Ok(())
    }

    /// More than half of those who are present and may vote; who manages the queue needs nobody else.
    pub(super) fn vote_to_skip(
        &self,
        draft: &mut Draft,
        id: &MemberId,
        (item, up): (u64, bool),
        context: Context<'_>,
    ) -> Result<(), Refusal> {
        if item != self.queue.on_screen.id {
            return Ok(());
        }
        let next = if up { Some(self.queue.next().ok_or(Refusal::NothingNext)?.clone()) } else { None };
        let has_voted = self.queue.skips.contains(id);
        if has_voted != up {
            draft.push(Event::Queue(QueueEvent::SkipVoted { item, up }));
        }
        let Some(next) = next else { return Ok(()) };
        let votes = self.queue.skips.len() + usize::from(!has_voted);
        if votes >= self.skips_needed() || self.may(id, Permission::QueueManage, context.now).is_ok() {
            let begin = Begin::asked(BeginReason::Skipped, self, draft, context);
            self.begin_item(draft, &next, begin);
        }
        Ok(())
    }

    /// Returns how many votes it takes to leave what is on screen: more than half of those who are present.
    pub fn skips_needed(&self) -> usize {
        self.present_members().count() / 2 + 1
    }

    /// Who leaves is not counted any more: the votes of the others may be enough now.
    pub(crate) fn skip_by_leaving(&self, draft: &mut Draft, gone: &[MemberId]) {
        let skips = &self.queue.skips;
        let gone: BTreeSet<_> = gone.iter().collect();
        let item = self.queue.on_screen.id;
        for leaver in gone.iter().filter(|leaver| skips.contains(**leaver)) {
            draft.push_for((*leaver).clone(), Event::Queue(QueueEvent::SkipVoted { item, up: false }));
        }
        let left = self.present_members().filter(|id| !gone.contains(id)).count();
        let votes = skips.iter().filter(|id| !gone.contains(id)).count();
        let is_restored = draft.entries.iter().any(|entry| matches!(entry.event, Event::ConfirmationClosed { .. }));
        let is_enough = left > 0 && votes > left / 2;
        let is_settled = !is_restored && self.queue.announced.is_none();
        let Some(next) = self.queue.next().filter(|_| is_enough && is_settled) else { return };
        let waits = Waits::Present { but: &gone };
        let begin = Begin::by_itself(BeginReason::Skipped, draft.at, waits);
        self.begin_item(draft, &next.clone(), begin);
    }
}
