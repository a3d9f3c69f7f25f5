//! Texts as they are meant.

use collation::folded;

use super::look::undressed;

/// A text as it is compared: without case and accents, and with every letter in its plain form.
pub(crate) fn plainly(text: &str) -> String {
    folded(text).chars().map(undressed).collect()
}

/// A text as it is compared, with digits and signs as the letters that they stand for: `b4d` and `bad` are the same.
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
    plainly(text).chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::read_through;

    #[test]
    fn digits_and_signs_are_the_letters_that_they_stand_for() {
        assert_eq!(read_through("B4d W0rd$"), "bad words");
    }
}
