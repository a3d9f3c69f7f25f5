//! What the chat of a log from outside must keep to: nobody says anything for another.

use std::collections::BTreeSet;

use super::event::ChatEvent;
use super::text::MessageText;
use crate::id::MemberId;
use crate::import::{Checked, must};
use crate::limits::{MENTIONS_MAX, REACTIONS_OF_A_KIND_MAX};
use crate::log::Entry;
use crate::state::Session;

impl ChatEvent {
    /// The same with other ids for members.
    pub(crate) fn with_members(self, map: &mut dyn FnMut(&MemberId) -> MemberId) -> Self {
        match self {
            Self::Said { text, reply_to, mentions, media } => {
                Self::Said { text, reply_to, mentions: mentions.iter().map(map).collect(), media }
            }
            Self::Edited { message, text, mentions } => {
                Self::Edited { message, text, mentions: mentions.iter().map(map).collect() }
            }
            event @ (Self::Deleted { .. }
            | Self::ReactedTo { .. }
            | Self::Reacted { .. }
            | Self::RulesSet { .. }
            | Self::Redacted) => event,
        }
    }
}

impl Session {
    /// Checks that the rules could have written this of the chat.
    pub(crate) fn admits_chat(&self, entry: &Entry, event: &ChatEvent) -> Checked {
        let by = entry.by.as_ref();
        let here = || must(by.is_some_and(|by| self.is_present(by)), "who wrote is not there");
        let mentioned = |ids: &[MemberId]| {
            let known = ids.len() <= MENTIONS_MAX && ids.iter().all(|id| self.member(id).is_some());
            must(known, "who is named was never there")
        };
        let clean = |text: &MessageText| {
            let is_clean = MessageText::parse(text.as_str()).is_ok_and(|read| read == *text);
            must(is_clean, "the words are none that somebody could have said")
        };
        match event {
            ChatEvent::Said { text, reply_to, mentions, .. } => {
                here()?;
                clean(text)?;
                must(reply_to.is_none_or(|seq| seq < entry.seq), "it answers what nobody has said")?;
                mentioned(mentions)
            }
            ChatEvent::Edited { message, text, mentions } => {
                here()?;
                clean(text)?;
                mentioned(mentions)?;
                let own = self.chat.messages.get(message).is_none_or(|message| Some(&message.by) == by);
                must(*message < entry.seq && own, "people change what they have said themselves")
            }
            ChatEvent::Deleted { message, entries } => {
                here()?;
                let known = self.chat.messages.get(message).is_none_or(|message| message.entries == *entries);
                must(*message < entry.seq && known, "what is taken back was not said there")
            }
            ChatEvent::ReactedTo { message, .. } => {
                here()?;
                must(*message < entry.seq, "there is no such message")
            }
            // The host looks after the session also from outside.
            ChatEvent::RulesSet { rules } => {
                // With somebody who is erased goes the list that they wrote.
                let is_cleared = by.is_none() && *rules == self.chat.rules.without_words();
                must(is_cleared || self.by_present_or_host(entry), "who changed the rules is not there")
            }
            ChatEvent::Reacted { counts, .. } => {
                must(by.is_none(), "reactions to the video are counted by the server")?;
                let kinds: BTreeSet<_> = counts.iter().map(|(emoji, _)| emoji).collect();
                must(!counts.is_empty() && kinds.len() == counts.len(), "reactions are counted once for each kind")?;
                let fits = counts.iter().all(|(_, count)| (1..=REACTIONS_OF_A_KIND_MAX).contains(count));
                must(fits, "so many do not react within a moment")
            }
            // The words are gone, with who said them.
            ChatEvent::Redacted => Ok(()),
        }
    }
}
