//! Computing the chain of a log anew, page by page, whatever keeps it.

use session::{LogPosition, SessionId};

use crate::error::StoreError;
use crate::rows::EventRow;

/// How many entries are read at a time where a whole log is.
pub(crate) const VERIFY_PAGE: u32 = 1_000;

/// A log that is being verified up to the head it had at the beginning. It may grow meanwhile; what comes after that
/// head is none of this.
pub(crate) struct Verification<'a> {
    session: &'a SessionId,
    head: LogPosition,
    position: LogPosition,
}

impl<'a> Verification<'a> {
    pub(crate) fn new(session: &'a SessionId, head: LogPosition) -> Self {
        Self { session, head, position: LogPosition::default() }
    }

    /// The number of the entry after which the next page is wanted, or `None` once all have been seen.
    pub(crate) fn wants_after(&self) -> Option<u64> {
        (self.position.seq < self.head.seq).then_some(self.position.seq)
    }

    /// Takes the next at most [`VERIFY_PAGE`] entries.
    pub(crate) fn page(&mut self, page: &[EventRow]) -> Result<(), StoreError> {
        for row in page.iter().take_while(|row| row.seq() <= self.head.seq) {
            self.position = row.verify(self.session, self.position)?;
        }
        if self.position.seq < self.head.seq && page.len() < VERIFY_PAGE as usize {
            return Err(self.corrupt(self.position.seq + 1, "it is missing"));
        }
        Ok(())
    }

    /// The head, where the chain leads to it.
    pub(crate) fn end(self) -> Result<LogPosition, StoreError> {
        if self.position == self.head {
            Ok(self.head)
        } else {
            Err(self.corrupt(self.head.seq, "the session's head does not match it"))
        }
    }

    fn corrupt(&self, seq: u64, what: &str) -> StoreError {
        StoreError::Corrupt { session: self.session.to_string(), seq, what: what.to_owned() }
    }
}
