//! What happened to keep the peace. The entry says who did it.

use timeline::Timestamp;

use crate::id::MemberId;
use crate::role::Role;
use crate::text::Reason;

/// What happened, in the past tense.
#[derive(Clone, Debug, PartialEq)]
pub enum ModerationEvent {
    /// Somebody was promoted or demoted.
    RoleChanged {
        /// Who.
        member: MemberId,
        /// What they are now.
        role: Role,
    },
    /// Somebody else is the host; who was it is a co-host now, unless they were erased. Then the server did it.
    HandedOver {
        /// Who was it.
        from: MemberId,
        /// Who is it.
        to: MemberId,
    },
    /// Somebody was removed. A `Left` entry follows.
    Kicked {
        /// Who.
        member: MemberId,
        /// Why.
        reason: Option<Reason>,
    },
    /// Somebody may not come any more, and is no more than a member. A `Left` entry follows where they were present.
    Banned {
        /// Who.
        member: MemberId,
        /// Why.
        reason: Option<Reason>,
    },
    /// Somebody may come again.
    Unbanned {
        /// Who.
        member: MemberId,
    },
    /// Somebody has a time-out.
    Muted {
        /// Who.
        member: MemberId,
        /// Until when.
        until: Timestamp,
        /// From what.
        scope: MuteScope,
        /// Why.
        reason: Option<Reason>,
    },
    /// Somebody's time-out was lifted.
    Unmuted {
        /// Whose.
        member: MemberId,
    },
}

/// What a time-out is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MuteScope {
    /// Messages, reactions and predictions.
    Talk,
    /// Likewise, and control of what everybody sees.
    TalkAndControl,
}
