//! Who may write, who is silent, who moderates: one function each, for the rules of roles to answer.

use super::command::ChatCommand;
use super::refusal::ChatRefusal;
use crate::command::Actor;
use crate::id::MemberId;
use crate::refusal::Refusal;
use crate::state::Session;

impl Session {
    /// Returns whether a member may write: who is present may.
    pub fn may_say(&self, member: &MemberId) -> bool {
        self.member(member).is_some_and(|known| known.joined.is_some())
    }

    /// Returns whether a member may react to the video and to messages.
    pub fn may_react(&self, member: &MemberId) -> bool {
        self.may_say(member) && !self.is_muted(member)
    }

    /// Returns whether somebody has silenced a member.
    pub fn is_muted(&self, _member: &MemberId) -> bool {
        false
    }

    /// Returns whether a member moderates: may take back what others have said, and set the rules of the chat.
    pub fn moderates_chat(&self, member: &MemberId) -> bool {
        *member == self.host && self.may_say(member)
    }

    /// Returns how long everybody has to wait after a message, in seconds.
    pub fn slow_mode_s(&self) -> u32 {
        self.chat.rules.slow_mode_s
    }
}

/// Returns why `actor` may not do `command`, or nothing.
pub(crate) fn check(session: &Session, actor: &Actor, command: &ChatCommand) -> Result<(), Refusal> {
    let Actor::Member(member) = actor else {
        let is_the_servers = matches!(command, ChatCommand::KeepReactions { .. });
        return if is_the_servers { Ok(()) } else { Err(Refusal::NotAllowed) };
    };
    if !session.may_say(member) {
        return Err(Refusal::NotAMember);
    }
    match command {
        ChatCommand::KeepReactions { .. } => Err(Refusal::NotAllowed),
        ChatCommand::SetRules { .. } if !session.moderates_chat(member) => Err(Refusal::NotAllowed),
        ChatCommand::Say { .. } | ChatCommand::Edit { .. } | ChatCommand::ReactTo { .. }
            if session.is_muted(member) =>
        {
            Err(Refusal::Chat(ChatRefusal::Muted))
        }
        ChatCommand::Say { .. }
        | ChatCommand::Edit { .. }
        | ChatCommand::ReactTo { .. }
        | ChatCommand::Delete { .. }
        | ChatCommand::SetRules { .. } => Ok(()),
    }
}
