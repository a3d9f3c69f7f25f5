//! The text of a message: what people write in any language, without what only deceives or breaks the page.

use std::fmt;
use std::sync::Arc;

use crate::cleaning::{can_be_seen, clean};
use crate::limits::MESSAGE_CHARS_MAX;

/// What somebody says: 1 to 2,000 characters in composed form (NFC), some of which can be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText(Arc<str>);

/// Why a text is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadMessage {
    /// Nothing of it can be seen.
    Empty,
    /// It is longer than allowed.
    TooLong,
    /// It has control characters.
    Control,
}

/// Far more than what cleaning takes out of an honest text.
const RAW_CHARS_MAX: usize = 4 * MESSAGE_CHARS_MAX;

impl MessageText {
    /// Reads a text. Line ends become one kind, and what turns the direction of the text around or cannot be seen is taken
    /// out; joiners stay where emoji and scripts need them, and direction marks where they stand alone.
    pub fn parse(text: &str) -> Result<Self, BadMessage> {
        if text.chars().nth(RAW_CHARS_MAX).is_some() {
            return Err(BadMessage::TooLong);
        }
        let clean = clean(text).ok_or(BadMessage::Control)?;
        let clean = clean.trim();
        if clean.chars().nth(MESSAGE_CHARS_MAX).is_some() {
            return Err(BadMessage::TooLong);
        }
        if clean.chars().any(can_be_seen) { Ok(Self(clean.into())) } else { Err(BadMessage::Empty) }
    }

    /// Takes a text that was read before, as it was kept.
    pub fn kept(text: &str) -> Self {
        Self(text.into())
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{BadMessage, MessageText};
    use crate::limits::{MESSAGE_CHARS_MAX, MESSAGE_LINES_MAX};

    fn read(text: &str) -> Result<String, BadMessage> {
        MessageText::parse(text).map(|text| text.to_string())
    }

    /// CHAT-1
    #[test]
    fn what_people_write_stays_as_it_is() {
        for text in [
            "Hello there!",
            "two\nlines",
            "👩‍👩‍👧‍👦 🏳️‍🌈 🏴‍☠️ ❤️‍🔥 👍🏽 1️⃣",
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
            "مرحبا بكم",
            "می‌خواهم",
            "שָׁלוֹם עוֹלָם",
            "שלום\u{200F}!",
            "क्‍ष ZWJ",
            "ภาษาไทยที่",
            "日本語",
            "<b>not markup</b> & \"quotes\"",
        ] {
            assert_eq!(read(text).as_deref(), Ok(text));
        }
        assert_eq!(read("  a\tb\r\nc\rd  ").as_deref(), Ok("a b\nc\nd"));
        assert_eq!(read("e\u{301}").as_deref(), Ok("é"), "composed");
    }

    /// CHAT-2
    #[test]
    fn what_deceives_is_taken_out() {
        assert_eq!(read("safe\u{202E}gpj.exe").as_deref(), Ok("safegpj.exe"));
        assert_eq!(read("\u{2066}a\u{2069}\u{202A}b\u{202C}").as_deref(), Ok("ab"));
        assert_eq!(read(&format!("a{}b", "\u{200B}\u{200D}\u{FEFF}\u{2060}".repeat(300))).as_deref(), Ok("ab"));
        assert_eq!(read("b\u{AD}a\u{200D}d").as_deref(), Ok("bad"));
        assert_eq!(read(&format!("a{}b", "\u{200F}".repeat(300))).as_deref(), Ok("a\u{200F}b"));
        assert_eq!(read("x\u{E0041}\u{E0042}").as_deref(), Ok("x"), "tags say something that nobody sees");
        let piled = read(&format!("Z{}", "\u{335}\u{336}".repeat(500))).unwrap();
        assert!(piled.chars().count() <= 6, "{}", piled.chars().count());
        assert_eq!(read(&"a\n".repeat(200)).unwrap().lines().count(), MESSAGE_LINES_MAX);
        assert_eq!(read("a\n\n\n\n\nb").as_deref(), Ok("a\n\nb"));
    }

    /// CHAT-1
    #[test]
    fn what_is_no_message_says_why() {
        for text in ["", "   \n ", "\u{200B}\u{200D}", "\u{3164}", "\u{2800}", "\u{301}\u{301}", "\u{200F}"] {
            assert_eq!(read(text), Err(BadMessage::Empty), "{text:?}");
        }
        for text in ["a\0b", "a\u{1B}[2J", "\u{7}", "a\u{9D}b"] {
            assert_eq!(read(text), Err(BadMessage::Control), "{text:?}");
        }
        assert!(read(&"😀".repeat(MESSAGE_CHARS_MAX)).is_ok());
        for text in ["x".repeat(MESSAGE_CHARS_MAX + 1), "\u{200B}".repeat(10_000_000)] {
            assert_eq!(read(&text), Err(BadMessage::TooLong));
        }
    }

    proptest! {
        /// CHAT-1
        #[test]
        fn reading_a_read_text_changes_nothing(text in any::<String>()) {
            if let Ok(once) = read(&text) {
                let again = read(&once);
                prop_assert_eq!(again.as_deref(), Ok(once.as_str()));
                let turns = |c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
                prop_assert!(!once.chars().any(turns));
            }
        }
    }
}
