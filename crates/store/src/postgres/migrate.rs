//! Bringing the tables up to date.

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, SqlStr};
use tokio::time::timeout;

use super::connections::is_standby;
use super::fault::fault;
use super::options::PostgresOptions;
use crate::error::{Outage, StoreError};
use crate::{folding, schema};

/// Makes and changes the tables where needed. Nodes that start at once take turns: the migrator holds an advisory lock
/// of this database, which ends with its connection whatever becomes of the node.
pub(super) async fn migrate(options: &PostgresOptions) -> Result<(), StoreError> {
    let server = options.migrating();
    let connecting = timeout(options.connect_within() * 5, server.connect()).await;
    let mut connection = connecting.map_err(|_| StoreError::away("no connection came about"))?.map_err(fault)?;
    if is_standby(&mut connection).await.map_err(fault)? {
        return Err(StoreError::Unavailable {
            outage: Outage::ReadOnly,
            source: "this server is a standby, which only copies another; name the primary".into(),
        });
    }
    let mut migrator = migrator();
    let known = migrator.iter().map(|migration| migration.version).max().unwrap_or_default();
    migrator.set_ignore_missing(true);
    migrator.run_direct(None, &mut connection, false).await.map_err(|error| match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => fault(error),
        other => StoreError::Unavailable { outage: Outage::Away, source: other.into() },
    })?;
    let found = sqlx::query_scalar::<_, Option<i64>>(schema::VERSION).fetch_one(&mut connection).await;
    schema::check(found.map_err(fault)?, known)?;
    refold(&mut connection).await.map_err(fault)?;
    connection.close().await.map_err(fault)
}

folding::refold!(PgConnection);

/// In their order. What has been released is never edited: a change is a file of its own.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "foundation", include_str!("../../migrations/postgres/0001_foundation.sql")),
    (2, "nodes", include_str!("../../migrations/postgres/0002_nodes.sql")),
    (10, "finding", include_str!("../../migrations/postgres/0010_finding.sql")),
    (40, "handshake", include_str!("../../migrations/postgres/0040_handshake.sql")),
    (50, "messages", include_str!("../../migrations/postgres/0050_messages.sql")),
    (60, "predictions", include_str!("../../migrations/postgres/0060_predictions.sql")),
    (80, "notes", include_str!("../../migrations/postgres/0080_notes.sql")),
    (90, "accounts", include_str!("../../migrations/postgres/0090_accounts.sql")),
    (100, "erasures", include_str!("../../migrations/postgres/0100_erasures.sql")),
    (110, "series", include_str!("../../migrations/postgres/0110_series.sql")),
    (120, "jobs", include_str!("../../migrations/postgres/0120_jobs.sql")),
    (150, "experiments", include_str!("../../migrations/postgres/0150_experiments.sql")),
    (130, "catalogue", include_str!("../../migrations/postgres/0130_catalogue.sql")),
    (140, "recommendations", include_str!("../../migrations/postgres/0140_recommendations.sql")),
    (180, "circles", include_str!("../../migrations/postgres/0180_circles.sql")),
    (190, "asking again", include_str!("../../migrations/postgres/0190_asking_again.sql")),
    (200, "outcomes of phases", include_str!("../../migrations/postgres/0200_outcomes_of_phases.sql")),
    (210, "folding", include_str!("../../migrations/postgres/0210_folding.sql")),
    (211, "trouble", include_str!("../../migrations/postgres/0211_trouble.sql")),
    (220, "sources", include_str!("../../migrations/postgres/0220_sources.sql")),
    (230, "keys", include_str!("../../migrations/postgres/0230_keys.sql")),
];

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
    use crate::{PostgresOptions, PostgresStore};

    #[tokio::test]
    async fn outcomes_by_day_go_to_the_phases_of_that_time() {
        let Some(server) = testkit::Postgres::start() else { return };
        let options = PostgresOptions::parse(&server.database()).unwrap();
        let mut connection = options.migrating().connect().await.unwrap();
        let before = migrator().iter().filter(|one| one.version <= former::VERSION).cloned().collect();
        Migrator::with_migrations(before).run_direct(None, &mut connection, false).await.unwrap();
        for row in former::ROWS {
            connection.execute(SqlStr::from_static(row)).await.unwrap();
        }
        former::check(&PostgresStore::open(&options).await.unwrap()).await;
    }
}
