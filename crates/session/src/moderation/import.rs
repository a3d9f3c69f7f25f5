//! What the roles and removals of a log from outside must keep to.

use super::event::ModerationEvent;
use crate::id::MemberId;
use crate::import::{Checked, must};
use crate::log::Entry;
use crate::role::Role;
use crate::state::Session;

impl ModerationEvent {
    /// The same with other ids for members.
    pub(crate) fn with_members(self, map: &mut dyn FnMut(&MemberId) -> MemberId) -> Self {
        match self {
            Self::RoleChanged { member, role } => Self::RoleChanged { member: map(&member), role },
            Self::HandedOver { from, to } => Self::HandedOver { from: map(&from), to: map(&to) },
            Self::Kicked { member, reason } => Self::Kicked { member: map(&member), reason },
            Self::Banned { member, reason } => Self::Banned { member: map(&member), reason },
            Self::Unbanned { member } => Self::Unbanned { member: map(&member) },
            Self::Muted { member, until, scope, reason } => Self::Muted { member: map(&member), until, scope, reason },
            Self::Unmuted { member } => Self::Unmuted { member: map(&member) },
        }
    }
}

impl Session {
    /// Checks that the rules could have written this: whoever does it may act upon the one it is about.
    pub(crate) fn admits_moderation(&self, entry: &Entry, event: &ModerationEvent) -> Checked {
        let may = must(self.by_present_or_host(entry), "who did it is not there");
        let (ModerationEvent::RoleChanged { member, .. }
        | ModerationEvent::Kicked { member, .. }
        | ModerationEvent::Banned { member, .. }
        | ModerationEvent::Muted { member, .. }) = event
        else {
            let ModerationEvent::HandedOver { from, to } = event else { return may };
            let by_host = entry.by.as_ref() == Some(from);
            let by_server = entry.by.is_none() && self.is_erased(from);
            return must(
                (by_host || by_server) && *from == self.host && self.is_present(to),
                "only the host hands a session over, to somebody who is there",
            );
        };
        must(*member != self.host, "nobody acts upon the host")?;
        if let ModerationEvent::RoleChanged { role, .. } = event {
            must(*role != Role::Host, "somebody is made host by handing over")?;
        }
        may
    }
}
