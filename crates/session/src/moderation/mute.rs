//! Rules of time-outs.

use crate::decide::Draft;
use crate::event::Event;
use crate::id::MemberId;
use crate::limits::MUTE_MS_RANGE;
use crate::moderation::{ModerationEvent, MuteScope};
use crate::refusal::Refusal;
use crate::state::Session;
use crate::text::Reason;

impl Session {
    /// A newer time-out replaces the one before. It ends by itself, without an entry.
    pub(super) fn mute_for(
        &self,
        draft: &mut Draft,
        (by, id): (&MemberId, &MemberId),
        for_ms: i64,
        scope: MuteScope,
        reason: Option<&Reason>,
    ) -> Result<(), Refusal> {
        if !self.members.contains_key(id) {
            return Err(Refusal::NoSuchMember);
        }
        self.check_rank(by, id)?;
        if !MUTE_MS_RANGE.contains(&for_ms) {
            return Err(Refusal::BadMuteTime);
        }
        let (member, until) = (id.clone(), draft.at.plus_ms(for_ms));
        draft.push(Event::Moderation(ModerationEvent::Muted { member, until, scope, reason: reason.cloned() }));
        Ok(())
    }

    pub(super) fn unmute(&self, draft: &mut Draft, by: &MemberId, id: &MemberId) -> Result<(), Refusal> {
        self.check_rank(by, id)?;
        if self.mute(id, draft.at).is_some() {
            draft.push(Event::Moderation(ModerationEvent::Unmuted { member: id.clone() }));
        }
        Ok(())
    }
}
