//! Who may do what to the queue: the one place that says so.

use super::command::QueueCommand;
use crate::id::MemberId;
use crate::permission::Permission;
use crate::rights::Need;
use crate::role::Role;
use crate::state::Session;

impl QueueCommand {
    /// What it takes, whatever the items.
    pub(crate) fn need(&self) -> Need {
        match self {
            Self::Add { .. } => Need::Permission(Permission::QueueAdd),
            Self::Move { .. } => Need::Permission(Permission::QueueReorder),
            Self::Vote { .. } | Self::Skip { .. } => Need::Permission(Permission::QueueVote),
            Self::Cancel { .. } => Need::Permission(Permission::PlayPause),
            Self::Remove { .. }
            | Self::Clear
            | Self::PlayNow { .. }
            | Self::Next { .. }
            | Self::Previous { .. }
            | Self::Shuffle
            | Self::Choose(_)
            | Self::Measure { .. }
            | Self::CannotPlay { .. }
            | Self::Undo { .. } => Need::Presence,
        }
    }
}

impl Session {
    /// Returns whether a member whom the permissions let do this may do it to these items.
    pub(super) fn may_queue(&self, id: &MemberId, command: &QueueCommand) -> bool {
        match command {
            QueueCommand::Add { .. }
            | QueueCommand::Move { .. }
            | QueueCommand::Cancel { .. }
            | QueueCommand::Vote { .. }
            | QueueCommand::Skip { .. }
            | QueueCommand::CannotPlay { .. }
            // Whose change it is, is looked at there.
            | QueueCommand::Undo { .. } => true,
            QueueCommand::Remove { items } => self.leads(id) || items.iter().all(|item| self.is_own(id, *item)),
            QueueCommand::Measure { item, .. } => self.leads(id) || self.is_own(id, *item),
            QueueCommand::Clear
            | QueueCommand::PlayNow { .. }
            | QueueCommand::Next { .. }
            | QueueCommand::Previous { .. }
            | QueueCommand::Shuffle
            | QueueCommand::Choose(_) => self.leads(id),
        }
    }

    /// The host and co-hosts; while none of them is here, everybody.
    pub(super) fn leads(&self, id: &MemberId) -> bool {
        self.role(id) >= Some(Role::CoHost) || !self.is_led()
    }

    /// What is gone already belongs to nobody.
    fn is_own(&self, id: &MemberId, item: u64) -> bool {
        self.queue.item(item).is_none_or(|item| item.by.as_ref() == Some(id))
    }
}
