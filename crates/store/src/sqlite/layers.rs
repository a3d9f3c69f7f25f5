//! Layers of notes on SQLite.

use async_trait::async_trait;
use session::{NoteId, SessionId};
use sqlx::SqliteConnection;

use super::fault::fault;
use super::store::SqliteStore;
use super::writer::{Write, Written};
use crate::error::StoreError;
use crate::layers::{Layers, NoteAdded, NoteCursor, NotesMost, StoredNote};
use crate::rows;
use crate::sql::{INSERT_NOTE, NOTE, NOTES, REMOVE_NOTE};

#[async_trait]
impl Layers for SqliteStore {
    async fn add_note(&self, session: &SessionId, note: StoredNote, most: NotesMost) -> Result<NoteAdded, StoreError> {
        let written = self.write(Write::AddNote(session.clone(), Box::new(note), most)).await?;
        Ok(if rows_of(&written) > 0 { NoteAdded::Kept } else { NoteAdded::Full })
    }

    async fn notes(
        &self,
        session: &SessionId,
        after: Option<&NoteCursor>,
        limit: u32,
    ) -> Result<Vec<StoredNote>, StoreError> {
        let (at, id) = rows::note_cursor(after);
        let query = sqlx::query_as(NOTES).bind(session.as_str()).bind(at).bind(id).bind(limit);
        let found = query.fetch_all(self.readers()).await.map_err(fault)?;
        found.iter().map(|row| rows::note(row, session)).collect()
    }

    async fn note(&self, session: &SessionId, id: &NoteId) -> Result<Option<StoredNote>, StoreError> {
        let query = sqlx::query_as(NOTE).bind(session.as_str()).bind(id.as_str());
        let found = query.fetch_optional(self.readers()).await.map_err(fault)?;
        found.map(|row| rows::note(&row, session)).transpose()
    }

    async fn remove_note(&self, session: &SessionId, id: &NoteId) -> Result<bool, StoreError> {
        let written = self.write(Write::RemoveNote(session.clone(), id.clone())).await?;
        Ok(rows_of(&written) > 0)
    }
}

fn rows_of(written: &Written) -> u64 {
    match written {
        Written::Rows(rows) => *rows,
        Written::Append(_) | Written::Done => 0,
    }
}

/// Inside the writer's transaction.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    session: &SessionId,
    note: &StoredNote,
    most: NotesMost,
) -> Result<Written, StoreError> {
    let adding = sqlx::query(INSERT_NOTE)
        .bind(session.as_str())
        .bind(note.id.as_str())
        .bind(note.at.ms())
        .bind(note.author.as_str())
        .bind(note.name.as_str())
        .bind(note.text.as_str())
        .bind(note.written_at.ms())
        .bind(i64::from(most.by_author))
        .bind(i64::from(most.in_session));
    adding.execute(connection).await.map(|done| Written::Rows(done.rows_affected())).map_err(fault)
}

/// Inside the writer's transaction.
pub(super) async fn remove(
    connection: &mut SqliteConnection,
    session: &SessionId,
    id: &NoteId,
) -> Result<Written, StoreError> {
    let removing = sqlx::query(REMOVE_NOTE).bind(session.as_str()).bind(id.as_str());
    removing.execute(connection).await.map(|done| Written::Rows(done.rows_affected())).map_err(fault)
}
