//! The emoji that people react with.

use std::fmt;

/// Every emoji that can be reacted with; `vectors/emoji.json` is the same list for clients. The list only grows.
pub const EMOJI: [&str; 24] = [
    "❤️", "😂", "😮", "😢", "👏", "🔥", "👍", "👎", "🎉", "😍", "🤔", "😱", "😡", "🥳", "🙏", "💯", "👀", "🍿", "😴",
    "🤯", "💔", "😎", "🫶", "✅",
];

/// One of [`EMOJI`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Emoji(&'static str);

/// The text is none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadEmoji;

impl Emoji {
    /// Reads one of the list.
    pub fn parse(text: &str) -> Result<Self, BadEmoji> {
        EMOJI.iter().find(|emoji| **emoji == text).map(|emoji| Self(emoji)).ok_or(BadEmoji)
    }

    /// Returns the emoji as text.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Emoji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{BadEmoji, EMOJI, Emoji};

    /// CHAT-20
    #[test]
    fn only_the_list_can_be_reacted_with() {
        assert!(EMOJI.iter().all(|emoji| Emoji::parse(emoji).is_ok_and(|parsed| parsed.as_str() == *emoji)));
        for text in ["", "❤", "🍌", "<b>", "❤️❤️"] {
            assert_eq!(Emoji::parse(text), Err(BadEmoji), "{text}");
        }
        let listed: Vec<_> = include_str!("../../../../vectors/emoji.json").split('"').skip(1).step_by(2).collect();
        assert_eq!(listed, EMOJI, "clients have the same list");
    }
}
