//! Taking a file in: as a new session that has ended.

use host::{Adoption, HostError};
use rand::RngExt as _;
use session::{ChatEvent, Event, MemberId, Name, SessionId, Summary};
use store::{NoteAdded, Store, StoreError, StoredNote};
use timeline::Timestamp;

use super::line::Note;
use super::read::{BadLine, Checked, Package};
use crate::session::layers::{MOST, new_note_id};
use crate::token;

/// How many events are appended at a time.
const PAGE: usize = 500;

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is not one that can be; nothing of it was kept.
    #[error(transparent)]
    Bad(#[from] BadLine),
    /// It could not be kept.
    #[error("the session could not be kept")]
    Host(#[from] HostError),
    /// Its notes could not be kept.
    #[error("the session's notes could not be kept")]
    Store(#[from] StoreError),
}

/// Who brings a file.
#[derive(Clone, Debug)]
pub(crate) struct Importer {
    pub(crate) id: MemberId,
    pub(crate) name: Name,
}

/// A file that is being taken in.
#[derive(Debug)]
pub(crate) struct Import {
    pub(crate) bytes: Vec<u8>,
    /// None for the operator of the server.
    pub(crate) by: Option<Importer>,
    pub(crate) now: Timestamp,
}

/// Takes a file in for the operator of the server; returns the new session's id.
pub async fn import(store: &dyn Store, bytes: Vec<u8>, now: Timestamp) -> Result<SessionId, ImportError> {
    let (id, _) = Import { bytes, by: None, now }.run(store).await?;
    Ok(id)
}

impl Import {
    /// Checks all of it, and then keeps it. A damaged file leaves nothing behind.
    pub(crate) async fn run(self, store: &dyn Store) -> Result<(SessionId, Summary), ImportError> {
        let shard = rand::rng().random_range(0..store.shards().max(1));
        // 128 random bits: who has the id has the link.
        let id = SessionId::in_shard(shard, &token::random_id::<16>());
        let id = id.map_err(|_| HostError::Log("a random id is no id"))?;
        let new = id.clone();
        // Megabytes are checked beside the others, and not before them.
        let checking = tokio::task::spawn_blocking(move || (self.package(&new).check(), self));
        let (checked, this) = checking.await.map_err(|_| HostError::Log("it could not be checked"))?;
        let Checked { summary, cut, from } = checked?;
        let package = this.package(&id);
        let mut adoption = Adoption::new(store, id.clone(), summary.clone())?;
        let mut page = Vec::with_capacity(PAGE);
        let mut has_gaps = false;
        for entry in package.entries(&from).chain(cut) {
            has_gaps |= entry.event == Event::Chat(ChatEvent::Redacted);
            page.push(entry);
            if page.len() == PAGE {
                adoption.append(std::mem::replace(&mut page, Vec::with_capacity(PAGE))).await?;
            }
        }
        adoption.append(page).await?;
        if has_gaps {
            // What was taken back stands pages before the word that it was.
            store.rebuild_messages(&id).await?;
        }
        for (place, note) in package.notes().enumerate() {
            keep(store, &id, note, place).await?;
        }
        Ok((id, summary))
    }

    fn package<'a>(&'a self, session: &'a SessionId) -> Package<'a> {
        let by = self.by.as_ref().map(|importer| (&importer.id, &importer.name));
        Package { bytes: &self.bytes, session, by, now: self.now }
    }
}

async fn keep(store: &dyn Store, session: &SessionId, note: Note, place: usize) -> Result<(), ImportError> {
    let Note { at, author, name, text, written_at } = note;
    let id = new_note_id(written_at, place).ok_or(HostError::Log("a random id is no id"))?;
    let note = StoredNote { id, at, author, name, text, written_at };
    match store.add_note(session, note, MOST).await? {
        NoteAdded::Kept => Ok(()),
        NoteAdded::Full => Err(HostError::Log("it has more notes than may be").into()),
    }
}
