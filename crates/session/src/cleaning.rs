//! What people write in any language, without what only deceives or breaks the page.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

use crate::limits::{MESSAGE_LINES_MAX, MESSAGE_MARKS_MAX};

/// The longest flag that is spelled with tags: a region and its subdivision.
const TAGS_MAX: usize = 7;

/// Returns whether nothing would be taken out of a text, and something of it can be seen.
pub(crate) fn is_plain(text: &str) -> bool {
    clean(text).is_some_and(|clean| clean.chars().eq(text.nfc())) && text.chars().any(can_be_seen)
}

/// Takes out of a text what would not stay in a message; control characters too.
pub(crate) fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    clean(&text).unwrap_or_default()
}

/// Takes out of a text what only deceives or breaks the page. Returns none where it has control characters.
pub(crate) fn clean(text: &str) -> Option<String> {
    let mut cleaner = Cleaner::default();
    let mut chars = text.nfc().peekable();
    while let Some(c) = chars.next() {
        if c == '\r' && chars.peek() == Some(&'\n') {
            continue;
        }
        cleaner.take(c, chars.peek().copied())?;
    }
    // Taking something out can bring together what has a composed form.
    Some(cleaner.text.nfc().collect())
}

#[derive(Default)]
struct Cleaner {
    text: String,
    lines: usize,
    /// How many marks the last letter has.
    marks: usize,
    /// How many tags may still follow: after a black flag.
    tags: usize,
}

impl Cleaner {
    /// Returns none of a control character.
    fn take(&mut self, c: char, next: Option<char>) -> Option<()> {
        let before = self.text.chars().next_back();
        match c {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => self.end_line(),
            '\t' => self.push(' '),
            '\u{200C}' | '\u{200D}' => {
                if joins(before, next) {
                    self.text.push(c);
                }
            }
            '\u{200E}' | '\u{200F}' | '\u{61C}' => {
                if !before.is_some_and(is_direction_mark) {
                    self.text.push(c);
                }
            }
            '\u{E0020}'..='\u{E007F}' => {
                if self.tags > 0 {
                    self.tags -= 1;
                    self.text.push(c);
                }
            }
            _ if c.is_control() => return None,
            _ if is_invisible(c) => {}
            _ if is_combining_mark(c) => {
                self.marks += 1;
                if self.marks <= MESSAGE_MARKS_MAX && before.is_some_and(|before| !before.is_whitespace()) {
                    self.text.push(c);
                }
            }
            _ => self.push(c),
        }
        Some(())
    }

    fn push(&mut self, c: char) {
        (self.marks, self.tags) = (0, if c == '\u{1F3F4}' { TAGS_MAX } else { 0 });
        self.text.push(c);
    }

    /// One empty line at the most, and beyond the last line a space.
    fn end_line(&mut self) {
        if self.text.ends_with("\n\n") {
            return;
        }
        self.lines += 1;
        self.push(if self.lines < MESSAGE_LINES_MAX { '\n' } else { ' ' });
    }
}

/// Emoji and scripts need joiners; nothing that is written in ASCII does, and no two stand in a row.
fn joins(before: Option<char>, next: Option<char>) -> bool {
    let needs = |c: char| !c.is_ascii() && !c.is_whitespace() && !matches!(c, '\u{200C}' | '\u{200D}');
    before.is_some_and(needs) && next.is_some_and(needs)
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}')
}

/// Formats that show nothing, among them what turns the direction around; and letters that are only gaps. The signs of
/// Arabic and Syriac that are counted as formats can be seen.
fn is_invisible(c: char) -> bool {
    let is_sign = matches!(c, '\u{600}'..='\u{605}' | '\u{6DD}' | '\u{70F}' | '\u{890}'..='\u{891}' | '\u{8E2}');
    let is_gap = matches!(c, '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' | '\u{FFA0}');
    is_gap || (c.general_category() == GeneralCategory::Format && !is_sign)
}

pub(crate) fn can_be_seen(c: char) -> bool {
    let is_format = c.general_category() == GeneralCategory::Format;
    !(c.is_whitespace() || is_format || is_combining_mark(c) || c == '\u{2800}')
}
