//! The model database's notes over replays.

use std::collections::BTreeMap;

use session::{NoteId, SessionId};
use store::{NoteAdded, NoteCursor, NotesMost, StoreError, StoredNote};

use crate::tables::Tables;

/// All notes, by session and id.
#[derive(Debug, Default)]
pub(crate) struct Notes(BTreeMap<(SessionId, NoteId), StoredNote>);

impl Tables {
    pub(crate) fn add_note(
        &mut self,
        session: &SessionId,
        note: StoredNote,
        most: NotesMost,
    ) -> Result<NoteAdded, StoreError> {
        if self.log(session).is_none() || self.notes.get(session, &note.id).is_some() {
            return Err(StoreError::Rejected { source: "it is of no session, or its id is taken".into() });
        }
        Ok(self.notes.add(session, note, most))
    }
}

impl Notes {
    fn add(&mut self, session: &SessionId, note: StoredNote, most: NotesMost) -> NoteAdded {
        let mine = self.of(session).filter(|other| other.author == note.author).count();
        if mine >= most.by_author as usize || self.of(session).count() >= most.in_session as usize {
            return NoteAdded::Full;
        }
        self.0.insert((session.clone(), note.id.clone()), note);
        NoteAdded::Kept
    }

    pub(crate) fn after(&self, session: &SessionId, after: Option<&NoteCursor>, limit: u32) -> Vec<StoredNote> {
        let place = |note: &StoredNote| (note.at, note.id.clone());
        let is_later = |note: &&StoredNote| after.is_none_or(|cursor| place(note) > (cursor.at, cursor.id.clone()));
        let mut notes: Vec<_> = self.of(session).filter(is_later).cloned().collect();
        notes.sort_by_key(place);
        notes.truncate(limit as usize);
        notes
    }

    pub(crate) fn get(&self, session: &SessionId, id: &NoteId) -> Option<StoredNote> {
        self.0.get(&(session.clone(), id.clone())).cloned()
    }

    pub(crate) fn remove(&mut self, session: &SessionId, id: &NoteId) -> bool {
        self.0.remove(&(session.clone(), id.clone())).is_some()
    }

    fn of(&self, session: &SessionId) -> impl Iterator<Item = &StoredNote> {
        self.0.iter().filter(move |((of, _), _)| of == session).map(|(_, note)| note)
    }
}
