//! An entry outside of any database: in a file that is taken from one server to another.
//!
//! It is the stored form with its envelope: whole numbers, so that nothing is lost on the way. Its version matrix is that of
//! `record.rs`. What it says has been read, and not believed: whoever takes it in asks `Session::admits`.

use serde::{Deserialize, Serialize};
use session::{Entry, MemberId};
use timeline::Timestamp;

use crate::contract::StoredEntry;
use crate::record::Payload;

/// An entry as it stands in a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct PortableEntry {
    seq: u64,
    at_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(flatten)]
    payload: Payload,
}

impl From<&StoredEntry> for PortableEntry {
    fn from(stored: &StoredEntry) -> Self {
        let Entry { seq, at, by, event, screen } = &stored.entry;
        let payload = Payload::new(event, screen.as_ref());
        Self { seq: *seq, at_ms: at.ms(), by: by.as_ref().map(MemberId::to_string), payload }
    }
}

impl PortableEntry {
    /// Reads the entry, or says what is wrong with it.
    pub fn entry(self) -> Result<Entry, String> {
        let Self { seq, at_ms, by, payload } = self;
        let by = by.map(|by| MemberId::parse(&by).map_err(|_| format!("{by:?} is no member id"))).transpose()?;
        let (event, screen) = payload.content()?;
        Ok(Entry { seq, at: Timestamp::from_ms(at_ms), by, event, screen })
    }
}

#[cfg(test)]
mod tests {
    use session::{Entry, LogPosition, MemberId};
    use timeline::Timestamp;

    use super::PortableEntry;
    use crate::contract::StoredEntry;
    use crate::record::Payload;

    /// REP-10
    #[test]
    fn every_kind_of_entry_comes_back_as_it_was() {
        for (line, seq) in include_str!("../tests/records.jsonl").lines().zip(1..) {
            let (event, screen) = Payload::read(line).unwrap();
            let by = (seq % 2 == 0).then(|| MemberId::parse("ana").unwrap());
            let entry = Entry { seq, at: Timestamp::from_ms(1_795_000_000_007), by, event, screen };
            let stored = StoredEntry { entry: entry.clone(), position: LogPosition::default() };
            let text = serde_json::to_string(&PortableEntry::from(&stored)).unwrap();
            let back: PortableEntry = serde_json::from_str(&text).unwrap();
            assert_eq!(back.entry(), Ok(entry), "{text}");
        }
    }
}
