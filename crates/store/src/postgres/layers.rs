//! Layers of notes on PostgreSQL, each write one statement.

use async_trait::async_trait;
use session::{NoteId, SessionId};

use super::store::PostgresStore;
use crate::error::StoreError;
use crate::layers::{Layers, NoteAdded, NoteCursor, NotesMost, StoredNote};
use crate::rows::{self, NoteColumns};
use crate::sql::{INSERT_NOTE, NOTE, NOTES, REMOVE_NOTE};

#[async_trait]
impl Layers for PostgresStore {
    async fn add_note(&self, session: &SessionId, note: StoredNote, most: NotesMost) -> Result<NoteAdded, StoreError> {
        let adding = sqlx::query(INSERT_NOTE)
            .bind(session.to_string())
            .bind(note.id.to_string())
            .bind(note.at.ms())
            .bind(note.author.to_string())
            .bind(note.name.to_string())
            .bind(note.text.to_string())
            .bind(note.written_at.ms())
            .bind(i64::from(most.by_author))
            .bind(i64::from(most.in_session));
        let done = self.writers().ask(|connection| Box::pin(adding.execute(connection))).await?;
        Ok(if done.rows_affected() > 0 { NoteAdded::Kept } else { NoteAdded::Full })
    }

    async fn notes(
        &self,
        session: &SessionId,
        after: Option<&NoteCursor>,
        limit: u32,
    ) -> Result<Vec<StoredNote>, StoreError> {
        let (at, id) = rows::note_cursor(after);
        let query = sqlx::query_as::<_, NoteColumns>(NOTES)
            .bind(session.to_string())
            .bind(at)
            .bind(id.to_owned())
            .bind(i64::from(limit));
        let found = self.readers().ask(|connection| Box::pin(query.fetch_all(connection))).await?;
        found.iter().map(|row| rows::note(row, session)).collect()
    }

    async fn note(&self, session: &SessionId, id: &NoteId) -> Result<Option<StoredNote>, StoreError> {
        let query = sqlx::query_as::<_, NoteColumns>(NOTE).bind(session.to_string()).bind(id.to_string());
        let found = self.readers().ask(|connection| Box::pin(query.fetch_optional(connection))).await?;
        found.map(|row| rows::note(&row, session)).transpose()
    }

    async fn remove_note(&self, session: &SessionId, id: &NoteId) -> Result<bool, StoreError> {
        let removing = sqlx::query(REMOVE_NOTE).bind(session.to_string()).bind(id.to_string());
        let done = self.writers().ask(|connection| Box::pin(removing.execute(connection))).await?;
        Ok(done.rows_affected() > 0)
    }
}
