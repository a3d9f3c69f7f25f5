//! What the permissions mean for the chat.

use timeline::Timestamp;

use super::command::ChatCommand;
use super::refusal::ChatRefusal;
use crate::id::MemberId;
use crate::permission::Permission;
use crate::rights::Need;
use crate::state::Session;

impl ChatCommand {
    /// What it takes.
    pub(crate) fn need(&self) -> Need {
        match self {
            Self::Say { .. } => Need::Permission(Permission::Say),
            Self::Edit { .. } => Need::Permission(Permission::EditOwn),
            Self::ReactTo { .. } => Need::Permission(Permission::React),
            Self::SetRules { .. } => Need::Permission(Permission::Settings),
            // One's own goes with being here; those of others need a permission.
            Self::Delete { .. } => Need::Presence,
            Self::KeepReactions { .. } => Need::Server,
        }
    }
}

impl Session {
    /// Returns whether a member moderates the chat: may take back what others have said, and is held back by
    /// neither slow mode nor switched-off links.
    pub fn moderates_chat(&self, member: &MemberId, now: Timestamp) -> bool {
        self.may(member, Permission::DeleteMessage, now).is_ok()
    }

    /// Returns why a member may not post links, or nothing: nobody may, or their role does not let them.
    pub(super) fn check_links(&self, member: &MemberId, now: Timestamp) -> Result<(), ChatRefusal> {
        if !self.chat.rules.links || !self.settings.links {
            return Err(ChatRefusal::LinksOff);
        }
        self.may(member, Permission::Link, now).map_err(|_| ChatRefusal::MayNotLink)
    }

    /// Returns how long everybody has to wait after a message, in seconds.
    pub fn slow_mode_s(&self) -> u32 {
        self.chat.rules.slow_mode_s.max(self.settings.slow_mode_s)
    }
}
