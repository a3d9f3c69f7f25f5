//! Rules of removing and banning.

use crate::decide::Draft;
use crate::event::{Event, LeaveReason};
use crate::id::MemberId;
use crate::limits::BANS_MAX;
use crate::moderation::ModerationEvent;
use crate::refusal::Refusal;
use crate::state::Session;
use crate::text::Reason;

impl Session {
    /// They may come back at once; who must not is banned.
    pub(super) fn kick(
        &self,
        draft: &mut Draft,
        by: &MemberId,
        id: &MemberId,
        reason: Option<&Reason>,
    ) -> Result<(), Refusal> {
        let known = self.members.get(id).ok_or(Refusal::NoSuchMember)?;
        self.check_rank(by, id)?;
        if let Some(joined) = known.joined {
            let event = ModerationEvent::Kicked { member: id.clone(), reason: reason.cloned() };
            draft.push(Event::Moderation(event));
            self.left(draft, id, joined, LeaveReason::Removed);
        }
        Ok(())
    }

    pub(super) fn ban(
        &self,
        draft: &mut Draft,
        by: &MemberId,
        id: &MemberId,
        reason: Option<&Reason>,
    ) -> Result<(), Refusal> {
        self.check_rank(by, id)?;
        if self.moderation.is_banned(id) {
            return Ok(());
        }
        if self.moderation.bans as usize >= BANS_MAX {
            return Err(Refusal::TooManyBans);
        }
        let event = ModerationEvent::Banned { member: id.clone(), reason: reason.cloned() };
        draft.push(Event::Moderation(event));
        if let Some(joined) = self.members.get(id).and_then(|member| member.joined) {
            self.left(draft, id, joined, LeaveReason::Removed);
        }
        Ok(())
    }

    pub(super) fn unban(&self, draft: &mut Draft, id: &MemberId) {
        if self.moderation.is_banned(id) {
            draft.push(Event::Moderation(ModerationEvent::Unbanned { member: id.clone() }));
        }
    }
}
