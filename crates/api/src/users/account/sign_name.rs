//! The name that somebody signs in with.

use session::Name;
use unicode_normalization::UnicodeNormalization as _;

use crate::failure::Failure;
use crate::to_domain;

/// A name to sign in with: as it was written, and as it is compared.
pub(super) struct SignName {
    pub(super) name: Name,
    pub(super) key: String,
}

impl SignName {
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        let name = to_domain::name(text)?;
        let key = compared(name.as_str());
        Ok(Self { name, key })
    }
}

/// However it is written: in large or small, wide or narrow letters, and with whatever spaces. Capitals first, as some small
/// letters are alike only then; then again, as what was made of them may not be in its normal form any more.
fn compared(name: &str) -> String {
    let words = name.nfkc().collect::<String>();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.to_uppercase().to_lowercase().nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::compared;

    /// ACC-10
    #[test]
    fn a_name_is_the_same_however_it_is_written() {
        for (one, other) in [
            ("Ana", "aNA"),
            ("Ana Maria", "ana  maria"),
            ("STRASSE", "straße"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("Ａｎａ", "ana"),
            ("e\u{301}ric", "Éric"),
        ] {
            assert_eq!(compared(one), compared(other), "{one} and {other}");
        }
        for (one, other) in [("Ana", "Anna"), ("Ana", "Anа")] {
            assert_ne!(compared(one), compared(other));
        }
    }
}
