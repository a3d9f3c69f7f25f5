//! Texts that people choose.

use std::fmt;
use std::sync::Arc;

use crate::cleaning::{is_plain, plain};
use crate::limits::{NAME_CHARS_MAX, NOTE_CHARS_MAX, REASON_CHARS_MAX, TITLE_CHARS_MAX};

/// The text is empty, longer than allowed, or has something in it that cannot be seen, or that hides or disguises other texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadText {
    /// The longest text allowed, in characters.
    pub chars_max: usize,
}

/// The name a member goes by in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(Arc<str>);

impl Name {
    /// Reads a name of 1 to 64 characters, without the white space around it.
    pub fn parse(text: &str) -> Result<Self, BadText> {
        parse(text, NAME_CHARS_MAX).map(Self)
    }

    /// Takes a name that was read before, as it was kept.
    pub fn kept(text: &str) -> Result<Self, BadText> {
        kept(text, NAME_CHARS_MAX).map(Self)
    }

    /// What everybody is called who has deleted everything about themselves.
    pub fn erased() -> Self {
        Self("Somebody who left".into())
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The title of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(Arc<str>);

impl Title {
    /// Reads a title of 1 to 100 characters, without the white space around it.
    pub fn parse(text: &str) -> Result<Self, BadText> {
        parse(text, TITLE_CHARS_MAX).map(Self)
    }

    /// Takes a title that was read before, as it was kept.
    pub fn kept(text: &str) -> Result<Self, BadText> {
        kept(text, TITLE_CHARS_MAX).map(Self)
    }

    /// Makes a title of what another site calls something: what cannot be seen or disguises is taken out, and what is too
    /// long is cut. Returns nothing where nothing is left.
    pub fn made_of(text: &str) -> Option<Self> {
        let text: String = plain(text).trim().chars().take(TITLE_CHARS_MAX).collect();
        Self::parse(&text).ok()
    }

    /// What is left of a question that was erased.
    pub(crate) fn erased() -> Self {
        Self("A deleted question".into())
    }

    /// What is left of one of its outcomes, counted from 0.
    pub(crate) fn erased_outcome(outcome: u8) -> Self {
        Self(format!("Outcome {}", u32::from(outcome) + 1).into())
    }

    /// Returns the title as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody has written to a moment of a replay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteText(Arc<str>);

impl NoteText {
    /// Reads a text of 1 to 2,000 characters, without the white space around it.
    pub fn parse(text: &str) -> Result<Self, BadText> {
        parse(text, NOTE_CHARS_MAX).map(Self)
    }

    /// Takes a text that was read before, as it was kept.
    pub fn kept(text: &str) -> Result<Self, BadText> {
        kept(text, NOTE_CHARS_MAX).map(Self)
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NoteText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why somebody did something to somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(Arc<str>);

impl Reason {
    /// Reads a reason of 1 to 200 characters, without the white space around it.
    pub fn parse(text: &str) -> Result<Self, BadText> {
        parse(text, REASON_CHARS_MAX).map(Self)
    }

    /// Takes a reason that was read before, as it was kept.
    pub fn kept(text: &str) -> Result<Self, BadText> {
        kept(text, REASON_CHARS_MAX).map(Self)
    }

    /// Returns the reason as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Texts of one line are refused where those of messages are cleaned: they say who and what, and stand beside other ones.
fn parse(text: &str, chars_max: usize) -> Result<Arc<str>, BadText> {
    let text = kept(text, chars_max)?;
    if is_plain(&text) { Ok(text) } else { Err(BadText { chars_max }) }
}

fn kept(text: &str, chars_max: usize) -> Result<Arc<str>, BadText> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().nth(chars_max).is_none();
    // Characters that turn the direction of the text around could make a name read as another's.
    let disguises = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if fits && !text.chars().any(|c| c.is_control() || disguises(c)) {
        Ok(text.into())
    } else {
        Err(BadText { chars_max })
    }
}

#[cfg(test)]
mod tests {
    use super::{BadText, Name, Title};

    #[test]
    fn a_name_is_short_plain_and_trimmed() {
        assert_eq!(Name::parse("  Ana ").map(|name| name.to_string()), Ok("Ana".to_owned()));
        assert!(Name::parse(&"é".repeat(64)).is_ok());
        for text in ["", "   ", "a\nb", "a\u{202E}b", &"x".repeat(65)] {
            assert_eq!(Name::parse(text), Err(BadText { chars_max: 64 }), "{text:?}");
        }
    }

    #[test]
    fn a_title_of_another_site_loses_what_cannot_be_seen() {
        let made = |text: &str| Title::made_of(text).map(|title| title.to_string());
        assert_eq!(made(" A\u{200B} film\u{202E}\n ").as_deref(), Some("A film"));
        assert_eq!(made(&"x".repeat(200)).map(|title| title.len()), Some(100));
        assert_eq!(made("\u{3164}\u{2800}"), None);
    }

    #[test]
    fn what_cannot_be_seen_or_covers_others_is_no_name_but_stays_one_where_it_was_kept() {
        let piled = format!("Z{}", "\u{301}".repeat(60));
        for text in ["a\u{200B}", "\u{3164}", "\u{2800}", "\u{200F}", "a\u{2060}b", "x\u{E0041}", &piled] {
            assert_eq!(Name::parse(text), Err(BadText { chars_max: 64 }), "{text:?}");
            assert!(Name::kept(text).is_ok(), "{text:?}");
        }
        assert_eq!(Name::kept("a\u{202E}b"), Err(BadText { chars_max: 64 }));
        for text in ["می‌خواهم", "👩‍👩‍👧‍👦 family", "שָׁלוֹם", "e\u{301}", "ภาษาไทยที่", "O'Brien 🏳️‍🌈", "क्‍ष"]
        {
            assert!(Name::parse(text).is_ok(), "{text:?}");
        }
    }
}
