//! Lists of entries that are read one by one: an odd one is left out, and the others stay.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::text::PlainText;

/// How much of the name of an entry, and of that of a field, is told, in characters.
const NAME_CHARS_MAX: usize = 60;
/// What entries are called by, in the order in which it is looked for.
const NAMES: [&str; 7] = ["title", "name", "Name", "id", "Id", "uuid", "identifier"];

/// The entries of a list that could be read.
pub(crate) struct Entries<T> {
    pub(crate) read: Vec<T>,
    pub(crate) unread: Unread,
}

/// What could not be read of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// How many entries.
    pub count: usize,
    /// The place of the first one, from 1, and what it is called and why it cannot be read, in words for operators.
    pub first: Option<(usize, String)>,
}

impl<T> Entries<T> {
    /// Returns how many there are, with those that could not be read.
    pub(crate) fn len(&self) -> usize {
        self.read.len() + self.unread.count
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self { read: Vec::new(), unread: Unread::default() }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Entries<T> {
    /// Fails where there are entries and none can be read: that is another list than it should be.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut entries = Self::default();
        for (place, entry) in (1..).zip(Vec::<Value>::deserialize(deserializer)?) {
            let name = name(&entry);
            match serde_path_to_error::deserialize(entry) {
                Ok(entry) => entries.read.push(entry),
                Err(error) => {
                    entries.unread.count += 1;
                    entries.unread.first.get_or_insert_with(|| (place, why(name, &error)));
                }
            }
        }
        match &entries.unread.first {
            Some((_, why)) if entries.read.is_empty() => Err(D::Error::custom(why)),
            Some(_) | None => Ok(entries),
        }
    }
}

/// Returns what an entry is called.
fn name(entry: &Value) -> Option<PlainText> {
    let text = NAMES.iter().find_map(|name| entry.get(name)?.as_str().filter(|text| !text.trim().is_empty()))?;
    PlainText::title(&text.chars().take(NAME_CHARS_MAX).collect::<String>())
}

/// Puts into words what is wrong with an entry: what it has not, or what of it is odd.
fn why(name: Option<PlainText>, error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let called = name.map_or_else(|| "one without a name".to_owned(), |name| format!("\"{}\"", name.as_str()));
    let said = error.inner().to_string();
    let field = error.path().to_string();
    let field: String = field.chars().take(NAME_CHARS_MAX).collect();
    match (said.strip_prefix("missing field `").and_then(|rest| rest.split_once('`')), field.as_str()) {
        (Some((missing, _)), ".") => format!("{called} has no {missing}"),
        (Some((missing, _)), inside) => format!("{called} has no {missing} in its {inside}"),
        (None, ".") => format!("{called} is something else than an entry"),
        (None, field) => format!("the {field} of {called} cannot be read"),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::Entries;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only whether it can be read is asked")]
    struct Told {
        title: String,
        length: Option<f64>,
        #[serde(default)]
        tracks: Vec<Track>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only whether it can be read is asked")]
    struct Track {
        url: String,
    }

    fn why(odd: &str) -> String {
        let text = format!(r#"[{{"title":"A"}},{odd}]"#);
        let entries: Entries<Told> = serde_json::from_str(&text).unwrap();
        let (place, why) = entries.unread.first.unwrap();
        assert_eq!((entries.read.len(), entries.unread.count, place), (1, 1, 2));
        why
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_field_and_without_words_of_programs() {
        assert_eq!(why(r#"{"title":"B","length":"long"}"#), "the length of \"B\" cannot be read");
        assert_eq!(why(r#"{"id":"b7"}"#), "\"b7\" has no title");
        assert_eq!(why(r#"{"title":null}"#), "the title of one without a name cannot be read");
        assert_eq!(why(r#"{"title":"B","tracks":[{"url":"a"},{}]}"#), "\"B\" has no url in its tracks[1]");
        assert_eq!(why(r#"{"title":"B","tracks":[{"url":7}]}"#), "the tracks[0].url of \"B\" cannot be read");
        assert_eq!(why("7"), "one without a name is something else than an entry");
        let long = format!(r#"{{"title":"{}","length":"x"}}"#, "B".repeat(500));
        assert!(why(&long).len() < 100, "{}", why(&long));
    }
}
