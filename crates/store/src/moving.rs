//! Moving everything from one kind of database to another.
//!
//! The rows go over as they are, with their hashes and salts, in one transaction of the target: until its last moment the
//! target is empty for everybody, and so a move that was cut off can simply be started again. Before that moment every
//! log's chain is computed anew from what the target has.

use crate::error::StoreError;
use crate::postgres::{PostgresOptions, Target};
use crate::sqlite::{Source, SqliteOptions};
use crate::tables::TABLES;

/// How many rows go over at a time.
const BATCH_ROWS: u32 = 1_000;
/// How many sessions are looked up at a time when all are verified.
const HEADS_PAGE: u32 = 500;

/// Why nothing was moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// The source cannot be read.
    #[error("the database to move cannot be read")]
    Source(#[source] StoreError),
    /// The source's tables are from another version.
    #[error("the database to move is of another version; start this Sameframe on it once, stop it, and try again")]
    Version,
    /// The target cannot be written.
    #[error("the database to move to cannot be written")]
    Target(#[source] StoreError),
    /// Something is there already.
    #[error("the database to move to is not empty (it has rows in `{table}`); name a new one")]
    NotEmpty {
        /// The first table with rows.
        table: &'static str,
    },
    /// What arrived is not what left.
    #[error("what arrived is not what left: {what}; nothing was kept")]
    Differs {
        /// What is different.
        what: String,
    },
    /// A log was damaged before it was moved.
    #[error("a log is damaged; `sameframe verify` names all that are")]
    Damaged(#[source] StoreError),
    /// The target was lost when everything was in.
    #[error("the database was lost at the last moment; start again: if it is not empty then, all of it has arrived")]
    Unknown(#[source] StoreError),
}

/// How far a move is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many of all rows have gone over.
    Copied {
        /// These.
        rows: u64,
        /// Of these.
        of: u64,
    },
    /// So many of all sessions were found as they were written.
    Verified {
        /// These.
        sessions: u64,
        /// Of these.
        of: u64,
    },
}

/// What went over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// How many sessions, each with its whole log verified.
    pub sessions: u64,
    /// How many rows of all tables.
    pub rows: u64,
}

/// Moves everything in a SQLite file to an empty PostgreSQL database. All of it arrives or nothing, and the file stays as it
/// is. Nobody else may write to the file meanwhile.
pub async fn move_to_postgres(
    from: &SqliteOptions,
    to: &PostgresOptions,
    told: &mut (dyn FnMut(Progress) + Send),
) -> Result<Moved, MoveError> {
    let mut source = Source::open(from).await.map_err(MoveError::Source)?;
    if !source.is_current().await.map_err(MoveError::Source)? {
        return Err(MoveError::Version);
    }
    let mut target = Target::open(to).await.map_err(MoveError::Target)?;
    if let Some(table) = target.occupied().await.map_err(MoveError::Target)? {
        return Err(MoveError::NotEmpty { table });
    }
    let rows = copy(&mut source, &mut target, told).await?;
    let sessions = verify(&mut source, &mut target, told).await?;
    target.commit().await.map_err(MoveError::Unknown)?;
    Ok(Moved { sessions, rows })
}

async fn copy(
    source: &mut Source,
    target: &mut Target,
    told: &mut (dyn FnMut(Progress) + Send),
) -> Result<u64, MoveError> {
    let mut of = 0;
    for table in TABLES {
        of += source.count(table).await.map_err(MoveError::Source)?;
    }
    let mut rows = 0;
    told(Progress::Copied { rows, of });
    for table in TABLES {
        let before = rows;
        let mut after = i64::MIN;
        while let Some((batch, last)) = source.batch(table, after, BATCH_ROWS).await.map_err(MoveError::Source)? {
            rows += batch.rows();
            after = last;
            target.insert(table, batch).await.map_err(MoveError::Target)?;
            told(Progress::Copied { rows, of });
        }
        let arrived = target.count(table).await.map_err(MoveError::Target)?;
        if arrived != rows - before {
            let what = format!("`{}` has {arrived} rows in place of {}", table.name, rows - before);
            return Err(MoveError::Differs { what });
        }
    }
    if rows != of {
        return Err(MoveError::Differs { what: format!("{rows} rows in place of {of}") });
    }
    Ok(rows)
}

async fn verify(
    source: &mut Source,
    target: &mut Target,
    told: &mut (dyn FnMut(Progress) + Send),
) -> Result<u64, MoveError> {
    let of = source.count(&TABLES[crate::tables::SESSIONS]).await.map_err(MoveError::Source)?;
    let (mut sessions, mut after) = (0, i64::MIN);
    loop {
        let page = source.heads(after, HEADS_PAGE).await.map_err(MoveError::Source)?;
        let Some((last, ..)) = page.last() else { break };
        after = *last;
        for (_, session, head) in page {
            let arrived = target.verify(&session).await.map_err(|error| match error {
                StoreError::Corrupt { .. } => MoveError::Damaged(error),
                other => MoveError::Target(other),
            })?;
            if arrived != Some(head) {
                return Err(MoveError::Differs { what: format!("the log of session {session} ends elsewhere") });
            }
            sessions += 1;
            told(Progress::Verified { sessions, of });
        }
    }
    if sessions != of {
        return Err(MoveError::Differs { what: format!("{sessions} sessions in place of {of}") });
    }
    Ok(sessions)
}
