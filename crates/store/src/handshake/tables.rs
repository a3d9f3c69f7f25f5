//! What the contract of this folder needs of a database: two primitives.

use async_trait::async_trait;

use crate::error::StoreError;
use crate::tables::Kind;

/// A value to be put into a statement.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A text, or none.
    Text(Option<String>),
    /// A number, or none.
    Number(Option<i64>),
}

/// A statement that all databases take as it is, with its values.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) sql: &'static str,
    pub(crate) values: Vec<Value>,
}

/// One column of a row that was read.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Text(Option<String>),
    Number(Option<i64>),
}

/// What a database does for this folder.
#[async_trait]
pub(crate) trait Tables: Send + Sync {
    /// Writes, and returns how many rows that changed once it is durable. A transaction of its own.
    async fn write(&self, statement: Statement) -> Result<u64, StoreError>;

    /// As [`Tables::write`], and alone: no other statement that is written alone is at work meanwhile, on any node. What its
    /// condition has seen is still so when it is done.
    async fn write_alone(&self, statement: Statement) -> Result<u64, StoreError>;

    /// Reads rows of columns of these kinds. What was acknowledged before is seen.
    async fn read(&self, statement: Statement, kinds: &'static [Kind]) -> Result<Vec<Vec<Cell>>, StoreError>;

    /// Makes sure that what was deleted is in none of the database's files, where that is in the hands of this process.
    /// Returns whether nobody was in the way.
    async fn settle(&self) -> Result<bool, StoreError> {
        Ok(true)
    }
}

impl Statement {
    pub(crate) fn new(sql: &'static str) -> Self {
        Self { sql, values: Vec::new() }
    }

    pub(crate) fn text(self, text: &(impl ToString + ?Sized)) -> Self {
        self.with(Value::Text(Some(text.to_string())))
    }

    pub(crate) fn number(self, number: impl Into<i64>) -> Self {
        self.with(Value::Number(Some(number.into())))
    }

    pub(crate) fn with(mut self, value: Value) -> Self {
        self.values.push(value);
        self
    }
}

/// Reads cells of any database's rows, and binds values to any database's statements.
macro_rules! database {
    ($database:ty, $row:ty, $arguments:ty) => {
        pub(crate) fn bound(
            statement: $crate::handshake::tables::Statement,
        ) -> sqlx::query::Query<'static, $database, $arguments> {
            use $crate::handshake::tables::Value;
            let query = sqlx::query(sqlx::SqlStr::from_static(statement.sql));
            statement.values.into_iter().fold(query, |query, value| match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            })
        }

        pub(crate) fn cells(
            row: &$row,
            kinds: &[$crate::tables::Kind],
        ) -> Result<Vec<$crate::handshake::tables::Cell>, sqlx::Error> {
            use sqlx::Row as _;
            use $crate::handshake::tables::Cell;
            use $crate::tables::Kind;
            let cell = |(index, kind): (usize, &Kind)| match kind {
                Kind::Text => row.try_get(index).map(Cell::Text),
                Kind::Number => row.try_get(index).map(Cell::Number),
            };
            kinds.iter().enumerate().map(cell).collect()
        }
    };
}
pub(crate) use database;
