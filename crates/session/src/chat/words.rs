//! Words that are not wanted.

use std::collections::BTreeSet;
use std::sync::Arc;

use collation::folded;

use super::fold::{plainly, read_through};
use super::look::{Drawn, as_drawn, is_disguised};
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
    plain: Arc<Cores>,
    /// The same as they look, for words that pass for others.
    small: Arc<Cores>,
    large: Arc<Cores>,
}

/// What is left of words to compare.
#[derive(Debug, Default, PartialEq, Eq)]
struct Cores {
    whole: BTreeSet<String>,
    beginnings: Vec<String>,
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
        let cores = |core: &dyn Fn(&Word) -> String| {
            let (beginnings, whole): (Vec<_>, Vec<_>) = words.iter().partition(|word| word.0.ends_with('*'));
            let (whole, beginnings) = (whole.into_iter().map(core), beginnings.into_iter().map(core));
            Arc::new(Cores { whole: whole.collect(), beginnings: beginnings.collect() })
        };
        let core = |word: &Word| letters(&read_through(word.as_str()));
        Self {
            plain: cores(&core),
            small: cores(&|word| as_drawn(&core(word), Drawn::Small)),
            large: cores(&|word| as_drawn(&core(word), Drawn::Large)),
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
        let text = plainly(text);
        let mut spaced = Spaced::default();
        text.split_whitespace().any(|token| {
            let read = read_through(token);
            // `b.a.d` is looked at as one word, and `bad,bad` as two.
            let word = letters(&read);
            self.has(&word)
                || read.split(|c: char| !c.is_alphanumeric()).any(|part| self.has(part))
                || spaced.next(token, &word).is_some_and(|word| self.has(&word))
        }) || spaced.word().is_some_and(|word| self.has(&word))
    }

    /// A word of one script is what it is; one of several counts as what it looks like too.
    fn has(&self, word: &str) -> bool {
        self.plain.has(word)
            || (is_disguised(word)
                && (self.small.has(&as_drawn(word, Drawn::Small)) || self.large.has(&as_drawn(word, Drawn::Large))))
    }
}

impl Cores {
    fn has(&self, word: &str) -> bool {
        self.whole.contains(word) || self.beginnings.iter().any(|beginning| word.starts_with(beginning))
    }
}

/// Single letters that follow each other, set apart by gaps: `b a d`.
#[derive(Default)]
struct Spaced {
    letters: String,
    /// Numbers alone are counted, not spelled.
    is_spelled: bool,
}

impl Spaced {
    /// Takes the next piece of a text, also as it is read; returns the word that it ends. Signs end none.
    fn next(&mut self, token: &str, read: &str) -> Option<String> {
        match read.chars().count() {
            0 => None,
            1 => {
                self.letters.push_str(read);
                self.is_spelled |= token.chars().any(char::is_alphabetic);
                None
            }
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Option<String> {
        let Self { letters, is_spelled } = std::mem::take(self);
        (is_spelled && letters.chars().count() > 1).then_some(letters)
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
            "d\u{430}rn",
            "D\u{410}R\u{39D}",
            "🅳arn",
            "🅓🄰🅁🅽",
            "ᴅᴀʀɴ",
            "oh d a r n it",
            "d 4 r n",
            "d - \u{430} - r - n!",
            "h e c k e d",
        ] {
            assert!(filter.finds(text), "{text}");
        }
        for text in ["darning socks", "a fine day", "check", "", "d a r n i n g", "I d", "c h e c k"] {
            assert!(!filter.finds(text), "{text}");
        }
    }

    /// CHAT-30
    #[test]
    fn a_word_of_another_script_is_no_word_of_latin_that_it_looks_like() {
        let latin = filter(&["cop", "pot", "hoc", "kai", "as*"]);
        for text in ["сор", "рот и нос", "НОС", "και", "ас", "4 5 5"] {
            assert!(!latin.finds(text), "{text}");
        }
        for text in ["cор", "pоt"] {
            assert!(latin.finds(text), "{text}");
        }
        let russian = filter(&["чёрт", "нос"]);
        for text in ["Чёрт!", "черт", "ч е р т", "чepт", "HОС"] {
            assert!(russian.finds(text), "{text}");
        }
        assert!(!russian.finds("hoc") && !russian.finds("носок"));
    }

    #[test]
    fn the_longest_message_is_read_in_a_moment() {
        let filter = WordFilter::new((0..500).map(|n| Word::parse(&format!("word{n}*")).unwrap()));
        for text in ["а1 b".repeat(500), "a ".repeat(1_000), "\u{fdfa}".repeat(2_000)] {
            assert!(!filter.finds(&text));
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
