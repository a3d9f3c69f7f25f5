//! Lists of entries that are read one by one: an odd one is left out, and the others stay.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// How much of why an entry cannot be read is told, in characters.
const WHY_CHARS_MAX: usize = 120;

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
    /// The place of the first one, from 1, and why it cannot be read.
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
            match serde_json::from_value(entry) {
                Ok(entry) => entries.read.push(entry),
                Err(error) => {
                    let why = || error.to_string().chars().take(WHY_CHARS_MAX).collect();
                    entries.unread.count += 1;
                    entries.unread.first.get_or_insert_with(|| (place, why()));
                }
            }
        }
        match &entries.unread.first {
            Some((_, why)) if entries.read.is_empty() => Err(D::Error::custom(why)),
            Some(_) | None => Ok(entries),
        }
    }
}
