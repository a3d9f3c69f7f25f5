//! What people who were not there have written to a replay: notes, each at a moment of the session.

use async_trait::async_trait;
use session::{MemberId, Name, NoteId, NoteText, SessionId};
use timeline::Timestamp;

use crate::error::StoreError;

/// The layers of notes over sessions that have ended. One author's notes in one session are one layer.
///
/// What every backend promises, beside what a [`crate::Store`] does: a note belongs to a session that exists, ids are
/// unique in a session, and lists are in the order of the moments.
#[async_trait]
pub trait Layers: Send + Sync {
    /// Keeps a note, unless there are as many as may be.
    async fn add_note(&self, session: &SessionId, note: StoredNote, most: NotesMost) -> Result<NoteAdded, StoreError>;

    /// Returns at most `limit` notes after one of them, in the order of their moments, then of their ids.
    async fn notes(
        &self,
        session: &SessionId,
        after: Option<&NoteCursor>,
        limit: u32,
    ) -> Result<Vec<StoredNote>, StoreError>;

    /// Returns one note.
    async fn note(&self, session: &SessionId, id: &NoteId) -> Result<Option<StoredNote>, StoreError>;

    /// Deletes a note. Returns whether it was there.
    async fn remove_note(&self, session: &SessionId, id: &NoteId) -> Result<bool, StoreError>;
}

/// A note over a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredNote {
    /// Its id.
    pub id: NoteId,
    /// The moment of the session that it is about, in server time.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: MemberId,
    /// What they were called then.
    pub name: Name,
    /// What they wrote.
    pub text: NoteText,
    /// When.
    pub written_at: Timestamp,
}

/// How many notes may be kept. Writers that race may go over it by one each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotesMost {
    /// By one author in one session.
    pub by_author: u32,
    /// By all authors in one session.
    pub in_session: u32,
}

/// What became of a new note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteAdded {
    /// It is kept.
    Kept,
    /// There are as many as may be; nothing was written.
    Full,
}

/// A place in the list of a session's notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteCursor {
    /// The moment of the note before.
    pub at: Timestamp,
    /// Its id.
    pub id: NoteId,
}
