//! Why a store could not do what it was asked.

use std::error::Error;
use std::fmt;

/// A fault of the store. What a session refuses is no fault and never comes from here.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store cannot do it just now. Asking again later can succeed. Nothing was written, unless a database server was
    /// lost before it could answer.
    #[error("the store is unavailable: {outage}")]
    Unavailable {
        /// What is in the way.
        outage: Outage,
        /// The backend's own words.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// What was to be written goes against the tables' own rules, such as an id that is taken. Nothing was written, and
    /// asking again will not help.
    #[error("the store does not take this")]
    Rejected {
        /// The backend's own words.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// What was read is as it was written, and this version does not understand it: a newer one has written it.
    #[error("entry {seq} of session {session} was written by a newer version: {what}")]
    Newer {
        /// The session.
        session: String,
        /// The number of the first entry that is not understood.
        seq: u64,
        /// What is not understood.
        what: String,
    },
    /// What was read is not what was written.
    #[error("entry {seq} of session {session} is damaged: {what}")]
    Corrupt {
        /// The session.
        session: String,
        /// The number of the first damaged entry; 0 for what stands beside the log.
        seq: u64,
        /// What is wrong with it.
        what: String,
    },
}

/// What is in the way of a store. Its text is fit to be shown to a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// The disk has no room left.
    DiskFull,
    /// Somebody else holds the database's lock.
    Locked,
    /// The database cannot be written.
    ReadOnly,
    /// The database's file is damaged.
    Damaged,
    /// Its tables are of a newer version, which this one cannot use.
    Newer,
    /// The database does not let this server in: a wrong password, a name that it does not know, or a missing right.
    Denied,
    /// Anything else.
    Away,
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DiskFull => "the server's disk is full",
            Self::Locked => "another program has locked the server's database",
            Self::ReadOnly => "the server's database cannot be written",
            Self::Damaged => "the server's database is damaged",
            Self::Newer => "the server's database is of a newer version",
            Self::Denied => "the server's database does not let the server in",
            Self::Away => "the server's database does not answer",
        })
    }
}

impl StoreError {
    /// Returns whether waiting may help: the database may answer later, or a standby become the primary.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Unavailable { outage: Outage::Away | Outage::Locked | Outage::ReadOnly, .. })
    }

    /// The same error for another who asked the same.
    pub(crate) fn repeat(&self) -> Self {
        match self {
            Self::Unavailable { outage, source } => {
                Self::Unavailable { outage: *outage, source: source.to_string().into() }
            }
            Self::Rejected { source } => Self::Rejected { source: source.to_string().into() },
            Self::Newer { session, seq, what } => {
                Self::Newer { session: session.clone(), seq: *seq, what: what.clone() }
            }
            Self::Corrupt { session, seq, what } => {
                Self::Corrupt { session: session.clone(), seq: *seq, what: what.clone() }
            }
        }
    }

    pub(crate) fn away(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable { outage: Outage::Away, source: what.into() }
    }
}
