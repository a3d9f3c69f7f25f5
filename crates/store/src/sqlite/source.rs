//! The file as something to move everything from: read in one transaction, and left as it is.

use session::{LogPosition, SessionId};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _, Row as _, SqliteConnection};

use super::connect::{self, SqliteOptions};
use super::fault::fault;
use super::sql;
use crate::error::StoreError;
use crate::tables::{Batch, Table, Values};
use crate::{rows, schema};

/// A file that is read from the first row to the last, as it was at the beginning.
pub(crate) struct Source {
    connection: SqliteConnection,
}

impl Source {
    pub(crate) async fn open(options: &SqliteOptions) -> Result<Self, StoreError> {
        let mut connection = options.reading().connect().await.map_err(fault)?;
        connection.execute("BEGIN").await.map_err(fault)?;
        Ok(Self { connection })
    }

    /// Tells whether its tables are those of this version.
    pub(crate) async fn is_current(&mut self) -> Result<bool, StoreError> {
        let version = sqlx::query_scalar::<_, Option<i64>>(schema::VERSION).fetch_one(&mut self.connection).await;
        Ok(version.map_err(fault)? == Some(connect::version()))
    }

    pub(crate) async fn count(&mut self, table: &Table) -> Result<u64, StoreError> {
        let count = sqlx::query_scalar::<_, i64>(AssertSqlSafe(table.count())).fetch_one(&mut self.connection).await;
        count.map(i64::unsigned_abs).map_err(fault)
    }

    /// The next rows in the order in which they were written, and the number of the last of them; `None` at the end.
    pub(crate) async fn batch(
        &mut self,
        table: &Table,
        after: i64,
        limit: u32,
    ) -> Result<Option<(Batch, i64)>, StoreError> {
        let statement =
            format!("SELECT rowid, {} FROM {} WHERE rowid > $1 ORDER BY rowid LIMIT $2", table.names(), table.name);
        let query = sqlx::query(AssertSqlSafe(statement)).bind(after).bind(limit);
        let rows = query.fetch_all(&mut self.connection).await.map_err(fault)?;
        let mut batch = Batch::new(table);
        let mut last = None;
        for row in &rows {
            last = Some(take(row, &mut batch).map_err(fault)?);
        }
        Ok(last.map(|last| (batch, last)))
    }

    /// The next sessions with the ends of their logs.
    pub(crate) async fn heads(
        &mut self,
        after: i64,
        limit: u32,
    ) -> Result<Vec<(i64, SessionId, LogPosition)>, StoreError> {
        let query = sqlx::query_as::<_, (i64, String, i64, String)>(sql::HEADS_PAGE).bind(after).bind(limit);
        let page = query.fetch_all(&mut self.connection).await.map_err(fault)?;
        let read = |(row, id, seq, hash): (i64, String, i64, String)| {
            let what = "its id is none".to_owned();
            let session = SessionId::parse(&id).map_err(|_| StoreError::Corrupt { session: id, seq: 0, what })?;
            let head = rows::position((seq, hash), &session)?;
            Ok((row, session, head))
        };
        page.into_iter().map(read).collect()
    }
}

/// Adds a row to a batch; returns its number.
fn take(row: &SqliteRow, batch: &mut Batch) -> Result<i64, sqlx::Error> {
    for (index, values) in (1..).zip(&mut batch.columns) {
        match values {
            Values::Text(values) => values.push(row.try_get(index)?),
            Values::Number(values) => values.push(row.try_get(index)?),
        }
    }
    row.try_get(0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

    use super::super::{SqliteOptions, SqliteStore};
    use crate::tables::{Kind, LEFT_BEHIND, TABLES};

    #[tokio::test]
    async fn every_table_with_every_column_is_moved() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("db");
        drop(SqliteStore::open(SqliteOptions::new(&file)).await.unwrap());
        let mut connection = SqliteConnection::connect(file.to_str().unwrap()).await.unwrap();
        let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let names: Vec<String> = sqlx::query_scalar(names).fetch_all(&mut connection).await.unwrap();
        let mut found = BTreeMap::new();
        for table in names.into_iter().filter(|name| !LEFT_BEHIND.contains(&name.as_str())) {
            let columns = AssertSqlSafe(format!("SELECT name, type = 'BIGINT' FROM pragma_table_info('{table}')"));
            let columns: Vec<(String, bool)> = sqlx::query_as(columns).fetch_all(&mut connection).await.unwrap();
            found.insert(table, columns);
        }
        let kinds = |(name, kind): &(&str, Kind)| ((*name).to_owned(), *kind == Kind::Number);
        let moved = TABLES.iter().map(|table| (table.name.to_owned(), table.columns.iter().map(kinds).collect()));
        assert_eq!(found, moved.collect::<BTreeMap<_, Vec<_>>>());
    }
}
