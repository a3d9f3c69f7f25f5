//! Names as they are put in order.

use crate::fold::folded;

/// Numbers of more digits count as one of so many.
const DIGITS_MAX: usize = 99;

/// Returns a text whose order, byte by byte, is that of the name: without case and accents, and with numbers by their value, so
/// that `Episode 2` stands before `Episode 10`.
///
/// Each number is written as its count of digits, two of them, and then its digits. So the order is the same wherever digits
/// stand in the order of their values.
pub fn order_key(name: &str) -> String {
    let folded = folded(name);
    let mut key = String::with_capacity(folded.len() + 8);
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        if is_number {
            let digits: String = part.trim_start_matches('0').chars().take(DIGITS_MAX).collect();
            key.extend([format!("{:02}", digits.len()), digits]);
        } else {
            key.push_str(part);
        }
        rest = behind;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::order_key;

    #[test]
    fn numbers_stand_in_the_order_of_their_values() {
        let mut names =
            ["Episode 10", "episode 9b", "Épisode 2", "Episode", "Episode 002a", "S2 E1", "S1 E12", "S1 E2", "0"];
        names.sort_by_key(|name| order_key(name));
        let expected =
            ["0", "Episode", "Épisode 2", "Episode 002a", "episode 9b", "Episode 10", "S1 E2", "S1 E12", "S2 E1"];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_number_of_a_thousand_digits_is_bounded() {
        assert_eq!(order_key(&"9".repeat(1_000)).len(), 101);
        assert_eq!(order_key("000"), "00");
        assert_eq!(order_key(""), "");
    }
}
