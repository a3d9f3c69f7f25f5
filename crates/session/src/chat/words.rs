//! Words that are not wanted.

use std::collections::BTreeSet;
use std::sync::Arc;

use collation::folded;

use super::fold::read_through;
use crate::limits::{WORD_CHARS_MAX, WORDS_MAX};

/// A word that is not wanted; with a `*` at its end, every word that begins with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word(Arc<str>);

/// The text is no word: empty, too long, or with nothing in it that makes a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadWord;

/// Words that are not wanted, ready to be looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordFilter {
    words: Arc<BTreeSet<Word>>,
    whole: Arc<BTreeSet<String>>,
    beginnings: Arc<Vec<String>>,
}

impl Word {
    /// Reads a word of 1 to 40 characters.
    pub fn parse(text: &str) -> Result<Self, BadWord> {
        let text = text.trim();
        let fits = text.chars().count() <= WORD_CHARS_MAX && !letters(&read_through(text)).is_empty();
        let is_one = !text.chars().any(|c| c.is_whitespace() || c.is_control());
        if fits && is_one { Ok(Self(text.into())) } else { Err(BadWord) }
    }

    /// Returns the word as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl WordFilter {
    /// Takes words, at most 500 of them.
    pub fn new(words: impl IntoIterator<Item = Word>) -> Self {
        let words: BTreeSet<_> = words.into_iter().take(WORDS_MAX).collect();
        let (beginnings, whole): (Vec<_>, Vec<_>) = words.iter().partition(|word| word.0.ends_with('*'));
        let core = |word: &Word| letters(&read_through(word.as_str()));
        Self {
            whole: Arc::new(whole.into_iter().map(core).collect()),
            beginnings: Arc::new(beginnings.into_iter().map(core).collect()),
            words: Arc::new(words),
        }
    }

    /// Returns the words, in order.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.words.iter()
    }

    /// Returns whether one of the words is in a text, however it is written. A word inside a longer one is none.
    pub fn finds(&self, text: &str) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let is_unwanted = |word: &str| {
            self.whole.contains(word) || self.beginnings.iter().any(|beginning| word.starts_with(beginning))
        };
        let text = read_through(text);
        text.split_whitespace().any(|token| {
            // `b.a.d` is looked at as one word, and `bad,bad` as two.
            is_unwanted(&letters(token)) || token.split(|c: char| !c.is_alphanumeric()).any(is_unwanted)
        })
    }
}

/// Returns whether a text leads to another place.
pub fn has_link(text: &str) -> bool {
    let text = folded(text);
    text.contains("://") || text.contains("www.")
}

fn letters(token: &str) -> String {
    token.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::{BadWord, Word, WordFilter, has_link};

    fn filter(words: &[&str]) -> WordFilter {
        WordFilter::new(words.iter().map(|word| Word::parse(word).unwrap()))
    }

    /// CHAT-30
    #[test]
    fn an_unwanted_word_is_found_however_it_is_written() {
        let filter = filter(&["darn", "Heck*"]);
        for text in [
            "darn",
            "Oh DARN!",
            "d4rn",
            "dárn",
            "ｄａｒｎ",
            "d.a.r.n",
            "so,darn,it",
            "heck",
            "HECKED up",
            "da\u{200B}rn",
        ] {
            assert!(filter.finds(text), "{text}");
        }
        for text in ["darning socks", "a fine day", "check", ""] {
            assert!(!filter.finds(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_word_is_refused() {
        for text in ["", "  ", "*", "...", "two words", &"x".repeat(41)] {
            assert_eq!(Word::parse(text), Err(BadWord), "{text:?}");
        }
    }

    /// CHAT-31
    #[test]
    fn links_are_found() {
        for text in ["see https://example.org", "HTTP://X", "www.example.org"] {
            assert!(has_link(text), "{text}");
        }
        assert!(!has_link("and so on ... 12:34"));
    }
}
