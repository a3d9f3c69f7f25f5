//! How the file is opened.

use std::path::PathBuf;
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqlStr};

use super::fault::fault;
use crate::error::{Outage, StoreError};
use crate::{folding, schema};

/// Where the file is and how long to wait for it.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// The file; it is made where it is missing.
    pub file: PathBuf,
    /// How long a write waits for somebody else's lock before it fails, in milliseconds.
    pub lock_wait_ms: u64,
    /// How many connections read.
    pub readers: u32,
    /// Whether nobody writes the file, so that nothing is made beside it when it is looked at: a backup.
    pub still: bool,
}

impl SqliteOptions {
    /// The defaults for this file: 1 s for a lock, 4 readers.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), lock_wait_ms: 1_000, readers: 4, still: false }
    }

    /// Options of the writer's connection, to a file that is there.
    pub(super) fn writing(&self) -> SqliteConnectOptions {
        SqliteConnectOptions::new()
            .filename(&self.file)
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What is deleted is overwritten, so that the file has nothing left of it.
            .pragma("secure_delete", "ON")
            .busy_timeout(Duration::from_millis(self.lock_wait_ms))
            .disable_statement_logging()
    }

    /// Options of a reader's connection.
    pub(super) fn reading(&self) -> SqliteConnectOptions {
        if self.still {
            let still = SqliteConnectOptions::new().filename(&self.file).read_only(true).immutable(true);
            return still.disable_statement_logging();
        }
        self.writing().pragma("query_only", "ON")
    }
}

/// Opens the writer's connection and brings the tables up to date.
pub(super) async fn open(options: &SqliteOptions) -> Result<SqliteConnection, StoreError> {
    let mut connection = options.writing().create_if_missing(true).connect().await.map_err(fault)?;
    migrator()
        .set_ignore_missing(true)
        .run_direct(None, &mut connection, false)
        .await
        .map_err(|error| StoreError::Unavailable { outage: Outage::Away, source: error.into() })?;
    let found = sqlx::query_scalar::<_, Option<i64>>(schema::VERSION).fetch_one(&mut connection).await;
    schema::check(found.map_err(fault)?, version())?;
    refold(&mut connection).await.map_err(fault)?;
    Ok(connection)
}

folding::refold!(SqliteConnection);

/// In their order. What has been released is never edited: a change is a file of its own.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "foundation", include_str!("../../migrations/sqlite/0001_foundation.sql")),
    (10, "finding", include_str!("../../migrations/sqlite/0010_finding.sql")),
    (40, "handshake", include_str!("../../migrations/sqlite/0040_handshake.sql")),
    (50, "messages", include_str!("../../migrations/sqlite/0050_messages.sql")),
    (60, "predictions", include_str!("../../migrations/sqlite/0060_predictions.sql")),
    (80, "notes", include_str!("../../migrations/sqlite/0080_notes.sql")),
    (90, "accounts", include_str!("../../migrations/sqlite/0090_accounts.sql")),
    (100, "erasures", include_str!("../../migrations/sqlite/0100_erasures.sql")),
    (110, "series", include_str!("../../migrations/sqlite/0110_series.sql")),
    (120, "jobs", include_str!("../../migrations/sqlite/0120_jobs.sql")),
    (150, "experiments", include_str!("../../migrations/sqlite/0150_experiments.sql")),
    (130, "catalogue", include_str!("../../migrations/sqlite/0130_catalogue.sql")),
    (140, "recommendations", include_str!("../../migrations/sqlite/0140_recommendations.sql")),
    (180, "circles", include_str!("../../migrations/sqlite/0180_circles.sql")),
    (190, "asking again", include_str!("../../migrations/sqlite/0190_asking_again.sql")),
    (200, "outcomes of phases", include_str!("../../migrations/sqlite/0200_outcomes_of_phases.sql")),
    (210, "folding", include_str!("../../migrations/sqlite/0210_folding.sql")),
    (211, "trouble", include_str!("../../migrations/sqlite/0211_trouble.sql")),
    (220, "sources", include_str!("../../migrations/sqlite/0220_sources.sql")),
    (230, "keys", include_str!("../../migrations/sqlite/0230_keys.sql")),
];

/// The version of the tables that this binary knows.
pub(super) fn version() -> i64 {
    migrator().iter().map(|migration| migration.version).max().unwrap_or_default()
}

fn migrator() -> Migrator {
    let migration = |(version, name, sql): &(i64, &'static str, &'static str)| {
        Migration::new(*version, (*name).into(), MigrationType::Simple, SqlStr::from_static(sql), false)
    };
    Migrator::with_migrations(MIGRATIONS.iter().map(migration).collect())
}

#[cfg(test)]
mod tests {
    use sqlx::{ConnectOptions as _, Executor as _, SqlStr};

    use super::{Migrator, migrator};
    use crate::experiments::former;
    use crate::{SqliteOptions, SqliteStore};

    #[tokio::test]
    async fn outcomes_by_day_go_to_the_phases_of_that_time() {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteOptions::new(folder.path().join("db"));
        let mut connection = options.writing().create_if_missing(true).connect().await.unwrap();
        let before = migrator().iter().filter(|one| one.version <= former::VERSION).cloned().collect();
        Migrator::with_migrations(before).run_direct(None, &mut connection, false).await.unwrap();
        for row in former::ROWS {
            connection.execute(SqlStr::from_static(row)).await.unwrap();
        }
        drop(connection);
        former::check(&SqliteStore::open(options).await.unwrap()).await;
    }
}
