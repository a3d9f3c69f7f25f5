//! The database as something to move everything to: written in one transaction.

use session::{LogPosition, SessionId};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _, PgConnection};
use tokio::time::timeout;

use super::fault::fault;
use super::migrate::migrate;
use super::options::PostgresOptions;
use super::sql;
use crate::error::StoreError;
use crate::rows::{self, EventRow, PositionColumns};
use crate::sql::{HEAD, READ};
use crate::tables::{Batch, Kind, TABLES, Table, Values};
use crate::verify::{VERIFY_PAGE, Verification};

/// A database that is being filled. Dropping it before the commit leaves it as empty as it was.
pub(crate) struct Target {
    connection: PgConnection,
}

impl Target {
    /// Makes the tables where they are missing, and keeps everybody else out of them.
    pub(crate) async fn open(options: &PostgresOptions) -> Result<Self, StoreError> {
        migrate(options).await?;
        let server = options.migrating();
        let connecting = timeout(options.connect_within() * 5, server.connect()).await;
        let mut connection = connecting.map_err(|_| StoreError::away("no connection came about"))?.map_err(fault)?;
        for statement in [sql::WAIT_FOR_THE_DISK, "BEGIN", sql::WAIT_FOR_OTHERS] {
            connection.execute(statement).await.map_err(fault)?;
        }
        let names: Vec<_> = TABLES.iter().map(|table| table.name).collect();
        let lock = AssertSqlSafe(format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", names.join(", ")));
        connection.execute(lock).await.map_err(fault)?;
        Ok(Self { connection })
    }

    /// The first table that has rows.
    pub(crate) async fn occupied(&mut self) -> Result<Option<&'static str>, StoreError> {
        for table in TABLES {
            let any = AssertSqlSafe(format!("SELECT EXISTS (SELECT FROM {})", table.name));
            if sqlx::query_scalar(any).fetch_one(&mut self.connection).await.map_err(fault)? {
                return Ok(Some(table.name));
            }
        }
        Ok(None)
    }

    pub(crate) async fn count(&mut self, table: &Table) -> Result<u64, StoreError> {
        let count = sqlx::query_scalar::<_, i64>(AssertSqlSafe(table.count())).fetch_one(&mut self.connection).await;
        count.map(i64::unsigned_abs).map_err(fault)
    }

    /// Writes rows in their order.
    pub(crate) async fn insert(&mut self, table: &Table, batch: Batch) -> Result<(), StoreError> {
        let mut query = sqlx::query(AssertSqlSafe(insert(table)));
        for values in batch.columns {
            query = match values {
                Values::Text(values) => query.bind(values),
                Values::Number(values) => query.bind(values),
            };
        }
        query.execute(&mut self.connection).await.map(drop).map_err(fault)
    }

    /// Computes a log's chain anew from what has arrived.
    pub(crate) async fn verify(&mut self, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
        let head = sqlx::query_as::<_, PositionColumns>(HEAD).bind(session.to_string());
        let Some(head) = head.fetch_optional(&mut self.connection).await.map_err(fault)? else { return Ok(None) };
        let mut verification = Verification::new(session, rows::position(head, session)?);
        while let Some(after) = verification.wants_after() {
            let page = sqlx::query_as::<_, EventRow>(READ)
                .bind(session.to_string())
                .bind(rows::number(after))
                .bind(i64::from(VERIFY_PAGE));
            verification.page(&page.fetch_all(&mut self.connection).await.map_err(fault)?)?;
        }
        verification.end().map(Some)
    }

    /// Lets everybody see all of it.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        self.connection.execute("COMMIT").await.map(drop).map_err(fault)
    }
}

/// One statement for all rows of a batch: each parameter is a column.
fn insert(table: &Table) -> String {
    let array = |(number, (_, kind)): (u32, &(&str, Kind))| match kind {
        Kind::Text => format!("${number}::text[]"),
        Kind::Number => format!("${number}::bigint[]"),
    };
    let arrays = (1..).zip(table.columns).map(array).collect::<Vec<_>>().join(", ");
    let names = table.names();
    format!(
        "INSERT INTO {} ({names}) SELECT {names} FROM unnest({arrays}) WITH ORDINALITY AS entry ({names}, place) \
         ORDER BY place",
        table.name
    )
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use sqlx::{Connection as _, PgConnection};

    use super::super::{PostgresOptions, PostgresStore};
    use crate::tables::{LEFT_BEHIND, TABLES};

    #[tokio::test]
    async fn every_table_with_every_column_has_a_place() {
        let Some(server) = testkit::Postgres::start() else { return };
        let url = server.database();
        PostgresStore::open(&PostgresOptions::parse(&url).unwrap()).await.unwrap();
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let columns = "SELECT table_name::text, column_name::text FROM information_schema.columns \
            WHERE table_schema = 'public' AND is_identity = 'NO'";
        let columns: Vec<(String, String)> = sqlx::query_as(columns).fetch_all(&mut connection).await.unwrap();
        let mut found = BTreeMap::<_, BTreeSet<_>>::new();
        for (table, column) in columns.into_iter().filter(|(table, _)| !LEFT_BEHIND.contains(&table.as_str())) {
            found.entry(table).or_default().insert(column);
        }
        let names = |columns: &[(&str, _)]| columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        let moved = TABLES.iter().map(|table| (table.name.to_owned(), names(table.columns)));
        assert_eq!(found, moved.collect());
    }
}
