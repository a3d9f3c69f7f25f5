//! Sorting PostgreSQL's errors.

use sqlx::Error;

use crate::error::{Outage, StoreError};

/// What an error of the database means for whoever asked.
pub(super) fn fault(error: Error) -> StoreError {
    let outage = match error.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref() {
        // A lock that was waited for in vain.
        Some("55P03") => Outage::Locked,
        // A transaction that may only read: a standby, or a database that was set so.
        Some("25006") => Outage::ReadOnly,
        Some("53100") => Outage::DiskFull,
        Some("28000" | "28P01" | "3D000" | "42501") => Outage::Denied,
        Some("XX001" | "XX002") => Outage::Damaged,
        // A rule of the tables, or a value that no column takes.
        Some(code) if code.starts_with("23") || code.starts_with("22") => {
            return StoreError::Rejected { source: error.into() };
        }
        _ => Outage::Away,
    };
    StoreError::Unavailable { outage, source: error.into() }
}

/// Tells whether the connection was lost, and so perhaps the server.
pub(super) fn is_loss(error: &Error) -> bool {
    match error {
        Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P") || code.starts_with("08")),
        Error::Io(_) | Error::Protocol(_) | Error::Tls(_) | Error::PoolTimedOut | Error::WorkerCrashed => true,
        _ => false,
    }
}
