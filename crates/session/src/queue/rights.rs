//! Who may do what to the queue: the one place that says so.

use timeline::Timestamp;

use super::command::QueueCommand;
use crate::id::MemberId;
use crate::permission::Permission;
use crate::refusal::Refusal;
use crate::rights::Need;
use crate::state::Session;

impl QueueCommand {
    /// What it takes, whatever the items.
    pub(crate) fn need(&self) -> Need {
        match self {
            Self::Add { .. } => Need::Permission(Permission::QueueAdd),
            Self::Move { .. } => Need::Permission(Permission::QueueReorder),
            Self::Vote { .. } | Self::Skip { .. } => Need::Permission(Permission::QueueVote),
            Self::Cancel { .. } => Need::Permission(Permission::PlayPause),
            Self::Clear
            | Self::PlayNow { .. }
            | Self::Next { .. }
            | Self::Previous { .. }
            | Self::Shuffle
            | Self::Choose(_) => Need::Permission(Permission::QueueManage),
            // Whose it is, is looked at there.
            Self::Remove { .. } | Self::Measure { .. } | Self::CannotPlay { .. } | Self::Undo { .. } => Need::Presence,
        }
    }
}

impl Session {
    /// Returns why somebody may not do this to these items, or nothing. One's own goes with adding.
    pub(super) fn check_items(&self, id: &MemberId, command: &QueueCommand, now: Timestamp) -> Result<(), Refusal> {
        if let QueueCommand::Remove { items } = command {
            let removes = self.may(id, Permission::QueueRemove, now);
            let is_own = items.iter().all(|item| self.is_own(id, *item));
            return if is_own { removes.or_else(|_| self.may(id, Permission::QueueAdd, now)) } else { removes };
        }
        if let QueueCommand::Measure { item, .. } = command
            && !self.is_own(id, *item)
        {
            return self.may(id, Permission::QueueManage, now);
        }
        Ok(())
    }

    /// What is gone already belongs to nobody.
    fn is_own(&self, id: &MemberId, item: u64) -> bool {
        self.queue.item(item).is_none_or(|item| item.by.as_ref() == Some(id))
    }
}
