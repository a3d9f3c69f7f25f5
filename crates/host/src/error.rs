//! Why a host could not do what it was asked.

use session::Refusal;
use store::StoreError;

/// Why a session cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// There is no such session.
    #[error("there is no such session")]
    NotFound,
    /// A session of this id is there already.
    #[error("the session is there already")]
    Taken,
    /// It has more to do than it can, or the host is shutting down; ask again.
    #[error("the session is busy")]
    Busy,
    /// The store failed.
    #[error("the session's log cannot be used")]
    Store(#[from] StoreError),
    /// The log in the store is not one that this server wrote.
    #[error("the session's log is no log: {0}")]
    Log(&'static str),
}

/// Why a command was not done. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The rules forbid it.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// It is based on an entry that the log does not have.
    #[error("based on an entry that does not exist")]
    UnknownPosition,
    /// The session could not be used.
    #[error(transparent)]
    Host(#[from] HostError),
}
