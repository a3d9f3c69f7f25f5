//! Words for operators: bounded, and never cut in the middle of one.

/// How many characters are kept of what a run did, and of why one failed.
const WORDS_MAX: usize = 1_000;
/// How many of one entry.
const ENTRY_MAX: usize = 300;
/// Room for telling how many are left out.
const MORE_MAX: usize = 20;

/// Puts entries behind each other, whole ones only, and tells how many do not fit.
pub(crate) fn joined(entries: &[String]) -> String {
    let mut text = String::new();
    let mut chars = 0;
    for (number, entry) in entries.iter().enumerate() {
        let entry = shortened(entry, ENTRY_MAX);
        let separator = if number == 0 { "" } else { "; " };
        chars += separator.len() + entry.chars().count();
        let is_last = number + 1 == entries.len();
        if chars > WORDS_MAX - if is_last { 0 } else { MORE_MAX } {
            return format!("{text}; and {} more", entries.len() - number);
        }
        text.push_str(separator);
        text.push_str(&entry);
    }
    text
}

/// Returns why something failed, in so many words as are kept.
pub(crate) fn bounded(text: &str) -> String {
    shortened(text, WORDS_MAX)
}

/// Cuts a text behind a word.
fn shortened(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    let cut: String = text.chars().take(chars_max - 1).collect();
    let words = cut.rsplit_once(char::is_whitespace).map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", words.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{bounded, joined};

    #[test]
    fn entries_are_kept_whole_and_the_rest_is_counted() {
        assert_eq!(joined(&[]), "");
        assert_eq!(joined(&["a".to_owned(), "b c".to_owned()]), "a; b c");
        let many: Vec<String> = (0..200).map(|number| format!("provider {number} is away")).collect();
        let text = joined(&many);
        assert!(
            text.chars().count() <= 1_000 && text.starts_with("provider 0 is away; provider 1 is away; "),
            "{text}"
        );
        let (told, more) = text.rsplit_once("; and ").unwrap();
        assert_eq!(more, format!("{} more", 200 - told.split("; ").count()));
        assert!(told.ends_with(" is away"), "{told}");
    }

    #[test]
    fn a_long_text_is_cut_behind_a_word() {
        let text = bounded(&"words ".repeat(1_000));
        assert!(text.chars().count() <= 1_000 && text.ends_with("words…"), "{text}");
        assert_eq!(bounded(&"é".repeat(2_000)).chars().count(), 1_000);
        let one = joined(&["long ".repeat(300), "next".to_owned()]);
        assert!(one.chars().count() < 320 && one.ends_with("long…; next"), "{one}");
    }
}
