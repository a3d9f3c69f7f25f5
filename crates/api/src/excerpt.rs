//! As much of what came from outside as a sentence about it needs: it may be as long as its file.

/// How much of a value is shown, in characters.
const CHARS_MAX: usize = 60;

/// Returns how a text begins.
pub(crate) fn excerpt(text: &str) -> String {
    cut(text, CHARS_MAX)
}

/// Returns what a reader says is wrong, such as ``unknown field `x`, expected `y` at line 1``, without all of `x`.
pub(crate) fn wrong(error: &impl ToString) -> String {
    let error = error.to_string();
    // What was expected is always short, and there is no comma of ours before it.
    let (value, expected) = error.rfind(", expected ").map_or((&*error, ""), |at| error.split_at(at));
    format!("{}{expected}", cut(value, 3 * CHARS_MAX))
}

fn cut(text: &str, chars_max: usize) -> String {
    let mut begins: String = text.chars().take(chars_max).collect();
    if begins.len() < text.len() {
        begins.push('…');
    }
    begins
}

#[cfg(test)]
mod tests {
    use super::{excerpt, wrong};

    #[test]
    fn a_short_text_is_shown_as_it_is_and_a_long_one_as_it_begins() {
        assert_eq!(excerpt("Amélie"), "Amélie");
        assert_eq!(excerpt(&"é".repeat(5_000_000)), format!("{}…", "é".repeat(60)));
    }

    #[test]
    fn an_error_says_what_was_expected_whatever_stood_there() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Body {
            #[serde(rename = "count")]
            _count: u32,
        }
        let error = |body: &str| wrong(&serde_json::from_str::<Body>(body).unwrap_err());
        assert_eq!(error(r#"{"x":1}"#), "unknown field `x`, expected `count` at line 1 column 4");
        for long in
            [format!(r#"{{"{}":1}}"#, "x".repeat(100_000)), format!(r#"{{"count":"{}"}}"#, "x, ".repeat(99_999))]
        {
            let error = error(&long);
            assert!(error.len() < 300 && error.contains("expected"), "{error}");
        }
    }
}
