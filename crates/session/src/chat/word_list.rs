//! Whose list of unwanted words it is: it goes with who wrote it.

use super::words::WordFilter;
use crate::id::MemberId;

/// The words that are not wanted, and who has said so.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct WordList {
    words: WordFilter,
    by: Option<MemberId>,
}

impl WordList {
    /// Notes a list as it came. Who sends the same list again, beside other rules, has not written it.
    pub(crate) fn set(&mut self, words: &WordFilter, by: Option<&MemberId>) {
        if self.words != *words {
            self.by = by.filter(|_| words.words().next().is_some()).cloned();
            self.words = words.clone();
        }
    }

    /// Returns whether somebody wrote the list that counts.
    pub(crate) fn is_of(&self, id: &MemberId) -> bool {
        self.by.as_ref() == Some(id)
    }

    /// Forgets the list where somebody wrote it. Returns whether they did.
    pub(crate) fn erase(&mut self, id: &MemberId) -> bool {
        let is_theirs = self.is_of(id);
        if is_theirs {
            *self = Self::default();
        }
        is_theirs
    }
}
