//! From a command to the queue to what comes of it.

use super::command::QueueCommand;
use crate::command::{Actor, Context};
use crate::decide::Draft;
use crate::refusal::Refusal;
use crate::state::Session;

impl Session {
    pub(crate) fn queue_command(
        &self,
        draft: &mut Draft,
        actor: &Actor,
        command: &QueueCommand,
        context: Context<'_>,
    ) -> Result<(), Refusal> {
        let Actor::Member(id) = actor else { return Err(Refusal::NotAllowed) };
        self.check_items(id, command, context.now)?;
        match command {
            QueueCommand::Add { items, place } => self.add(draft, id, items, *place)?,
            QueueCommand::Move { item, before } => self.move_item(draft, *item, *before)?,
            QueueCommand::Remove { items } => self.remove(draft, items),
            QueueCommand::Clear => self.clear(draft),
            QueueCommand::PlayNow { item } => self.play_now(draft, *item, context)?,
            QueueCommand::Next { leaves } => self.play_next(draft, *leaves, context)?,
            QueueCommand::Previous { leaves } => self.play_previous(draft, *leaves, context)?,
            QueueCommand::Cancel { announced } => self.cancel(draft, *announced),
            QueueCommand::Vote { item, up } => self.vote(draft, id, *item, *up)?,
            QueueCommand::Skip { item, up } => self.vote_to_skip(draft, id, (*item, *up), context)?,
            QueueCommand::Shuffle => self.shuffle(draft)?,
            QueueCommand::Choose(choice) => self.choose(draft, *choice),
            QueueCommand::Measure { item, length } => self.measure(draft, *item, *length)?,
            QueueCommand::CannotPlay { item } => self.give_up(draft, id, *item, context),
            QueueCommand::Undo { seq } => self.undo_queue(draft, (id, context.now), *seq)?,
        }
        Ok(())
    }

    /// Whether a command is about the item on screen, as a load is: where others have put another one there since, it was
    /// about that one.
    pub(crate) fn is_about_screen(command: &QueueCommand) -> bool {
        match command {
            QueueCommand::PlayNow { .. } => true,
            // These name the item that they leave.
            QueueCommand::Next { leaves } | QueueCommand::Previous { leaves } => leaves.is_none(),
            QueueCommand::Add { .. }
            | QueueCommand::Move { .. }
            | QueueCommand::Remove { .. }
            | QueueCommand::Clear
            | QueueCommand::Cancel { .. }
            | QueueCommand::Vote { .. }
            | QueueCommand::Skip { .. }
            | QueueCommand::Shuffle
            | QueueCommand::Choose(_)
            | QueueCommand::Measure { .. }
            | QueueCommand::CannotPlay { .. }
            | QueueCommand::Undo { .. } => false,
        }
    }
}
