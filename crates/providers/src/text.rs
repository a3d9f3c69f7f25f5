//! Texts that come from outside: plain, on one line, and of bounded length.

use serde::{Deserialize, Serialize};

/// The longest title, in characters.
pub const TITLE_CHARS_MAX: usize = 200;
/// The longest tag or language, in characters.
pub const TAG_CHARS_MAX: usize = 40;
/// How many tags a video keeps.
pub const TAGS_MAX: usize = 20;

/// A text as it may be shown: markup in it is text like any other, controls and turns of direction are gone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlainText(String);

impl PlainText {
    /// Takes what there is of a title; `None` where nothing is left.
    pub fn title(text: &str) -> Option<Self> {
        Self::cut(text, TITLE_CHARS_MAX)
    }

    /// Takes what there is of a tag.
    pub fn tag(text: &str) -> Option<Self> {
        Self::cut(text, TAG_CHARS_MAX)
    }

    /// Takes the first tags, each once.
    pub fn tags<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        let mut tags = Vec::new();
        for tag in texts.into_iter().filter_map(Self::tag) {
            if tags.len() < TAGS_MAX && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags
    }

    fn cut(text: &str, chars_max: usize) -> Option<Self> {
        // White space becomes one space before anything is counted, so that a text of spaces is none.
        let mut plain = String::new();
        let mut chars = 0;
        for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
            let word: String = word.chars().filter(|&c| !turns_direction(c)).collect();
            if word.is_empty() || chars >= chars_max {
                continue;
            }
            if chars > 0 {
                plain.push(' ');
                chars += 1;
            }
            for c in word.chars().take(chars_max.saturating_sub(chars)) {
                plain.push(c);
                chars += 1;
            }
        }
        let plain = plain.trim_end().to_owned();
        (!plain.is_empty()).then_some(Self(plain))
    }

    /// Returns the text of one of several that read the same: `English (2)`.
    pub(crate) fn numbered(&self, number: usize) -> Self {
        Self(format!("{} ({number})", self.0))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Characters that turn the rest of a line around, or that nobody sees at all.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{PlainText, TITLE_CHARS_MAX};

    fn title(text: &str) -> Option<String> {
        PlainText::title(text).map(|title| title.as_str().to_owned())
    }

    #[test]
    fn markup_is_text_and_controls_are_gone() {
        assert_eq!(title("<b>Film</b> & more").unwrap(), "<b>Film</b> & more");
        assert_eq!(title(" a\n\tb\u{0}c\u{202e} \u{202e}d ").unwrap(), "a b c d");
        assert_eq!(title(" \u{202e}\n "), None);
        assert_eq!(title(""), None);
    }

    #[test]
    fn a_title_is_cut_by_characters() {
        assert_eq!(title(&"é".repeat(300)).unwrap().chars().count(), TITLE_CHARS_MAX);
        assert_eq!(title(&"é ".repeat(300)).unwrap().chars().count(), TITLE_CHARS_MAX - 1);
    }

    #[test]
    fn tags_are_few_and_each_is_there_once() {
        let tags: Vec<String> = (0..50).map(|n| format!("t{}", n / 2)).collect();
        assert_eq!(PlainText::tags(tags.iter().map(String::as_str)).len(), 20);
    }
}
