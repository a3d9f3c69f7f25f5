//! Sorting SQLite's errors.

use crate::error::{Outage, StoreError};

// SQLite's primary result codes; the extended code holds the primary in its lowest byte.
const BUSY: i64 = 5;
const LOCKED: i64 = 6;
const READONLY: i64 = 8;
const CORRUPT: i64 = 11;
const FULL: i64 = 13;
const CONSTRAINT: i64 = 19;
const NOTADB: i64 = 26;

/// What an error of the database means for whoever asked.
pub(super) fn fault(error: sqlx::Error) -> StoreError {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .and_then(|code| code.parse::<i64>().ok())
        .map(|code| code & 0xff);
    let outage = match code {
        Some(BUSY | LOCKED) => Outage::Locked,
        Some(READONLY) => Outage::ReadOnly,
        Some(FULL) => Outage::DiskFull,
        Some(CORRUPT | NOTADB) => Outage::Damaged,
        Some(CONSTRAINT) => return StoreError::Rejected { source: error.into() },
        _ => Outage::Away,
    };
    StoreError::Unavailable { outage, source: error.into() }
}
