//! From a command of the chat to entries, and from an entry to the state.

use timeline::Timestamp;

use super::command::ChatCommand;
use super::event::ChatEvent;
use super::state::Chat;
use super::writing::refused;
use crate::decide::Draft;
use crate::event::Event;
use crate::id::MemberId;
use crate::refusal::Refusal;
use crate::state::Session;

impl Session {
    /// Returns what the log knows of the chat.
    pub fn chat(&self) -> &Chat {
        &self.chat
    }

    pub(crate) fn decide_chat(&self, draft: &mut Draft, command: &ChatCommand) -> Result<(), Refusal> {
        match command {
            ChatCommand::Say { text, reply_to, mentions, media_at } => {
                self.say(draft, (text, mentions), *reply_to, *media_at).map_err(refused)
            }
            ChatCommand::Edit { message, text, mentions } => {
                self.edit(draft, *message, (text, mentions)).map_err(refused)
            }
            ChatCommand::Delete { message } => self.delete(draft, *message).map_err(refused),
            ChatCommand::ReactTo { message, emoji, on } => self.react_to(draft, *message, *emoji, *on).map_err(refused),
            ChatCommand::KeepReactions { batch, counts } => {
                self.keep_reactions(draft, *batch, counts);
                Ok(())
            }
            ChatCommand::SetRules { rules } => {
                if *rules != self.chat.rules {
                    draft.push(Event::Chat(ChatEvent::RulesSet { rules: rules.clone() }));
                }
                Ok(())
            }
        }
    }
}

impl Chat {
    /// Applies what happened; `by` is who did it, where that was no server.
    pub(crate) fn apply(&mut self, seq: u64, at: Timestamp, by: Option<&MemberId>, event: &ChatEvent) {
        if let (Some(by), ChatEvent::Said { .. } | ChatEvent::Edited { .. } | ChatEvent::Redacted) = (by, event) {
            self.note_written(by, at);
        }
        match (event, by) {
            (ChatEvent::Said { .. }, Some(by)) => self.apply_said(seq, by),
            (ChatEvent::Edited { message, .. }, _) => self.apply_edited(seq, *message),
            (ChatEvent::Deleted { message, .. }, _) => drop(self.messages.remove(message)),
            (ChatEvent::ReactedTo { message, emoji, on }, Some(by)) => self.apply_reacted_to(by, *message, *emoji, *on),
            (ChatEvent::RulesSet { rules }, _) => {
                self.word_list.set(&rules.words, by);
                self.rules = rules.clone();
            }
            (ChatEvent::Said { .. } | ChatEvent::ReactedTo { .. }, None)
            | (ChatEvent::Reacted { .. } | ChatEvent::Redacted, _) => {}
        }
    }
}
