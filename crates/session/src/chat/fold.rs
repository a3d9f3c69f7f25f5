//! Texts as they are compared.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

/// Returns a text without case, accents and forms: `Ångström` and `ANGSTROM` are the same. For searching.
pub fn folded(text: &str) -> String {
    let plain = |c: &char| !is_combining_mark(*c) && c.general_category() != GeneralCategory::Format;
    text.nfkd().filter(plain).flat_map(char::to_lowercase).nfkd().filter(plain).collect()
}

/// As [`folded`], with digits and signs as the letters that they stand for: `b4d` and `bad` are the same.
pub(crate) fn read_through(text: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    folded(text).chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::{folded, read_through};

    #[test]
    fn case_accents_and_forms_do_not_count() {
        for (text, same) in [("Ångström", "angstrom"), ("ＦＵＬＬ", "full"), ("ΣΊΣΥΦΟΣ", "σισυφοσ"), ("İ", "i")]
        {
            assert_eq!(folded(text), same, "{text}");
        }
        assert_eq!(read_through("B4d W0rd$"), "bad words");
    }
}
