//! Who may do what to the queue: the one place that says so.

use super::command::QueueCommand;
use crate::id::MemberId;
use crate::state::Session;

impl Session {
    /// Returns whether a present member may do this. While the host is away, everybody may what the host may.
    pub(super) fn may(&self, id: &MemberId, command: &QueueCommand) -> bool {
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

    /// The host, and while the host is away everybody.
    pub(super) fn leads(&self, id: &MemberId) -> bool {
        *id == self.host || self.members.get(&self.host).is_none_or(|host| host.joined.is_none())
    }

    /// Returns whether a present member may vote to leave what is on screen.
    pub(super) fn may_vote_to_skip(_id: &MemberId) -> bool {
        true
    }

    /// What is gone already belongs to nobody.
    fn is_own(&self, id: &MemberId, item: u64) -> bool {
        self.queue.item(item).is_none_or(|item| item.by.as_ref() == Some(id))
    }
}
