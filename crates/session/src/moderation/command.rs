//! What somebody asks for who keeps the peace.

use crate::id::MemberId;
use crate::moderation::MuteScope;
use crate::permission::Permission;
use crate::role::Role;
use crate::text::Reason;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum ModerationCommand {
    /// Promote or demote somebody.
    SetRole {
        /// Whom.
        member: MemberId,
        /// To what; below one's own.
        role: Role,
    },
    /// Make somebody else the host.
    HandOver {
        /// Whom; they must be present.
        to: MemberId,
    },
    /// Remove somebody, who may come back.
    Kick {
        /// Whom.
        member: MemberId,
        /// Why.
        reason: Option<Reason>,
    },
    /// Remove somebody for good.
    Ban {
        /// Whom, whether they have ever been here or not.
        member: MemberId,
        /// Why.
        reason: Option<Reason>,
    },
    /// Let somebody come again.
    Unban {
        /// Whom.
        member: MemberId,
    },
    /// Give somebody a time-out.
    Mute {
        /// Whom.
        member: MemberId,
        /// For how long, in milliseconds.
        for_ms: i64,
        /// From what.
        scope: MuteScope,
        /// Why.
        reason: Option<Reason>,
    },
    /// Lift a time-out.
    Unmute {
        /// Whose.
        member: MemberId,
    },
}

impl ModerationCommand {
    /// Returns what it takes.
    pub(crate) fn takes(&self) -> Permission {
        match self {
            Self::SetRole { .. } => Permission::Roles,
            Self::HandOver { .. } => Permission::HandOver,
            Self::Kick { .. } => Permission::Kick,
            Self::Ban { .. } | Self::Unban { .. } => Permission::Ban,
            Self::Mute { .. } | Self::Unmute { .. } => Permission::Mute,
        }
    }
}
