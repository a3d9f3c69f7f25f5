//! What the log knows of the chat.

use imbl::{OrdMap, OrdSet};
use timeline::Timestamp;

use super::emoji::Emoji;
use super::word_list::WordList;
use super::words::WordFilter;
use crate::id::MemberId;

/// The chat of a session: who has said what, but not the words.
///
/// A message that was taken back is in none of it, so that a log whose words have gone folds to the same state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chat {
    pub(crate) messages: OrdMap<u64, Message>,
    /// When each member has written last, for slow mode.
    pub(crate) written: OrdMap<MemberId, Timestamp>,
    pub(crate) rules: ChatRules,
    /// Whose the list of unwanted words is.
    pub(crate) word_list: WordList,
}

/// A message that is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Who has said it.
    pub by: MemberId,
    /// The numbers of the entries that have its words: the one that brought it, and its changes.
    pub entries: Vec<u64>,
    /// Who reacts to it, with what.
    pub reactions: OrdMap<Emoji, OrdSet<MemberId>>,
}

/// How people may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatRules {
    /// How long each has to wait after a message, in seconds; 0 is not at all.
    pub slow_mode_s: u32,
    /// Whether there may be links.
    pub links: bool,
    /// Which words are not wanted.
    pub words: WordFilter,
}

impl Default for ChatRules {
    fn default() -> Self {
        Self { slow_mode_s: 0, links: true, words: WordFilter::default() }
    }
}

impl ChatRules {
    /// The same without a list of unwanted words.
    pub(crate) fn without_words(&self) -> Self {
        Self { words: WordFilter::default(), ..*self }
    }
}

impl Chat {
    /// Returns a message, if it is there.
    pub fn message(&self, id: u64) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// Returns how people may write.
    pub fn rules(&self) -> &ChatRules {
        &self.rules
    }
}
