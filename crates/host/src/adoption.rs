//! Writing a log that was written elsewhere and brought here. It has been checked before; here nobody decides any more.

use session::{Entry, LogPosition, SessionId, Summary};
use store::{Append, AppendOutcome, Store};

use crate::error::HostError;

/// A session that has ended elsewhere, on its way into the store. Until all of its entries are in, nobody knows its id.
pub struct Adoption<'a> {
    store: &'a dyn Store,
    session: SessionId,
    head: LogPosition,
    /// The session in a few words, once all is in.
    summary: Summary,
}

impl<'a> Adoption<'a> {
    /// Begins a new log. A session that goes on cannot be taken in: its timers would fire here too.
    pub fn new(store: &'a dyn Store, session: SessionId, summary: Summary) -> Result<Self, HostError> {
        if summary.ended_at.is_none() {
            return Err(HostError::Log("it has not ended"));
        }
        Ok(Self { store, session, head: LogPosition::default(), summary })
    }

    /// Appends the next entries. From the first on the session is listed as it will be, and nothing of it is ever due, so
    /// that no sweep takes up what has only half arrived.
    pub async fn append(&mut self, mut entries: Vec<Entry>) -> Result<(), HostError> {
        // As everywhere, a log begins with one entry: what is made of the others needs the session to be there.
        if self.head == LogPosition::default() && entries.len() > 1 {
            let others = entries.split_off(1);
            self.write(entries).await?;
            entries = others;
        }
        self.write(entries).await
    }

    async fn write(&mut self, entries: Vec<Entry>) -> Result<(), HostError> {
        if entries.is_empty() {
            return Ok(());
        }
        let append = Append {
            session: self.session.clone(),
            after: self.head,
            entries,
            command: None,
            summary: self.summary.clone(),
            wake_at: None,
            // Who took part elsewhere is no user of this server.
            scores: Vec::new(),
        };
        match self.store.append(append).await? {
            AppendOutcome::Appended(stored) => {
                self.head = stored.last().map_or(self.head, |stored| stored.position);
                Ok(())
            }
            AppendOutcome::Conflict | AppendOutcome::Repeated { .. } => Err(HostError::Log("its id is taken")),
        }
    }
}
