//! Rules of who takes a session over for good, once its host has deleted everything about themselves.
//!
//! Whoever only leaves stays the host, and somebody stands in for them. An erased host never comes back, so somebody is made
//! the host instead: whoever of those present has the highest role, and of these who has been here longest. While nobody is
//! present, the next one to come takes over.

use timeline::Timestamp;

use crate::decide::Draft;
use crate::event::Event;
use crate::id::MemberId;
use crate::moderation::ModerationEvent;
use crate::state::Session;

impl Session {
    /// Returns when somebody takes the session over: at once, where its host was erased and anybody is here to do it.
    pub(crate) fn succession_due(&self) -> Option<Timestamp> {
        self.heir().map(|_| self.last_at)
    }

    pub(crate) fn succeed(&self, draft: &mut Draft) {
        if let Some(to) = self.heir() {
            let event = ModerationEvent::HandedOver { from: self.host.clone(), to: to.clone() };
            draft.push_server(Event::Moderation(event), None);
        }
    }

    /// Those who came together count as here equally long; of them it is the first by id.
    fn heir(&self) -> Option<&MemberId> {
        if !self.is_erased(&self.host) {
            return None;
        }
        let present = self.members.iter().filter_map(|(id, member)| Some((id, member.role, member.joined?)));
        present.min_by_key(|(id, role, joined)| (std::cmp::Reverse(*role), *joined, *id)).map(|(id, ..)| id)
    }
}
