//! The lines of the file: what the session was, its events in their order, the notes of who was not there, and the end.

use serde::{Deserialize, Serialize};
use session::{MemberId, Name, NoteText};
use store::{PortableEntry, StoredNote};
use timeline::Timestamp;

use crate::excerpt::excerpt;

/// What the first line says the file is.
pub(super) const FORMAT: &str = "sameframe.session";
/// Counted up where a reader of the version before would misread the file. New kinds of events are no new version: who
/// does not know them says so.
pub(super) const VERSION: u32 = 1;

/// One line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// The first one.
    Session(Header),
    /// An event, as the server keeps it.
    Event(Box<PortableEntry>),
    /// A note over the replay.
    Note(NoteLine),
    /// The last one.
    End(End),
}

/// What the file is of.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) format: String,
    pub(super) version: u32,
    /// The session's id where it comes from.
    pub(super) session: String,
    /// How many events follow.
    pub(super) events: u64,
    /// When the file was written.
    pub(super) written_at_ms: i64,
    /// By which program.
    pub(super) written_by: String,
}

/// A note over the replay.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NoteLine {
    at_ms: i64,
    author: String,
    name: String,
    text: String,
    written_at_ms: i64,
}

/// The end: what tells a file that was cut off or changed on its way.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct End {
    /// How many lines stand before this one.
    pub(super) lines: u64,
    /// The SHA-256 of all of them, with their line ends, in hexadecimal digits.
    pub(super) sha256: String,
}

/// What a note holds, without an id, which it gets where it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) at: Timestamp,
    pub(super) author: MemberId,
    pub(super) name: Name,
    pub(super) text: NoteText,
    pub(super) written_at: Timestamp,
}

impl From<&StoredNote> for NoteLine {
    fn from(note: &StoredNote) -> Self {
        let StoredNote { id: _, at, author, name, text, written_at } = note;
        Self {
            at_ms: at.ms(),
            author: author.to_string(),
            name: name.to_string(),
            text: text.to_string(),
            written_at_ms: written_at.ms(),
        }
    }
}

impl NoteLine {
    pub(super) fn note(self) -> Result<Note, String> {
        let Self { at_ms, author, name, text, written_at_ms } = self;
        Ok(Note {
            at: Timestamp::from_ms(at_ms),
            author: MemberId::parse(&author).map_err(|_| format!("{:?} is no member id", excerpt(&author)))?,
            name: Name::kept(&name).map_err(|_| format!("{:?} is no name", excerpt(&name)))?,
            text: NoteText::kept(&text)
                .map_err(|bad| format!("a note has 1 to {} characters, all of which can be seen", bad.chars_max))?,
            written_at: Timestamp::from_ms(written_at_ms),
        })
    }
}
