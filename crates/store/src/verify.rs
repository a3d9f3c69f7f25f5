//! Computing the chain of a log anew, page by page, whatever keeps it.

use std::collections::BTreeMap;

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
    /// Up to where has been read.
    read: u64,
    is_read: bool,
    /// The entries without their content that nothing later has explained yet; of those that are empty, whose they are.
    gone: BTreeMap<u64, Gone>,
}

/// How an entry has lost what it said.
enum Gone {
    /// All of it, and it was this member's: the message was taken back, or the member erased.
    Emptied(Option<String>),
    /// Some of it, as somebody was erased.
    Rewritten,
}

impl<'a> Verification<'a> {
    pub(crate) fn new(session: &'a SessionId, head: LogPosition) -> Self {
        let position = LogPosition::default();
        Self { session, head, position, read: 0, is_read: false, gone: BTreeMap::new() }
    }

    /// The number of the entry after which the next page is wanted, or `None` once all have been seen. What was taken back
    /// while this reads is named by an entry after the head.
    pub(crate) fn wants_after(&self) -> Option<u64> {
        let looks_further = !self.gone.is_empty() && !self.is_read;
        (self.position.seq < self.head.seq || looks_further).then_some(self.read)
    }

    /// Takes the next at most [`VERIFY_PAGE`] entries.
    pub(crate) fn page(&mut self, page: &[EventRow]) -> Result<(), StoreError> {
        for row in page {
            if row.seq() <= self.head.seq {
                self.position = row.verify(self.session, self.position)?;
                if row.is_redacted() {
                    self.gone.insert(row.seq(), Gone::Emptied(row.member().map(str::to_owned)));
                } else if row.is_rewritten() {
                    self.gone.insert(row.seq(), Gone::Rewritten);
                }
            }
            self.read = row.seq();
            for seq in row.redacts() {
                self.gone.remove(&seq);
            }
            if let Some(erased) = row.erases() {
                self.gone.retain(|_, gone| match gone {
                    Gone::Emptied(member) => member.as_deref() != Some(erased.as_str()),
                    Gone::Rewritten => false,
                });
            }
        }
        self.is_read = page.len() < VERIFY_PAGE as usize;
        if self.position.seq < self.head.seq && page.len() < VERIFY_PAGE as usize {
            return Err(self.corrupt(self.position.seq + 1, "it is missing"));
        }
        Ok(())
    }

    /// The head, where the chain leads to it.
    pub(crate) fn end(self) -> Result<LogPosition, StoreError> {
        if let Some((seq, _)) = self.gone.first_key_value() {
            return Err(self.corrupt(*seq, "its content is gone, and nobody has taken it back or was erased"));
        }
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
