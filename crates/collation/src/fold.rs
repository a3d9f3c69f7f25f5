//! Texts as they are looked for.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

/// Returns a text without case, accents and forms: `Ångström` and `ANGSTROM` are the same. For searching.
pub fn folded(text: &str) -> String {
    let plain = |c: &char| !is_combining_mark(*c) && c.general_category() != GeneralCategory::Format;
    text.nfkd().filter(plain).flat_map(char::to_lowercase).nfkd().filter(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn case_accents_and_forms_do_not_count() {
        for (text, same) in [
            ("Amélie", "amelie"),
            ("Ame\u{301}lie", "amelie"),
            ("Ångström", "angstrom"),
            ("ＦＵＬＬ", "full"),
            ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
            ("İ", "i"),
        ] {
            assert_eq!(folded(text), same, "{text}");
        }
    }
}
