//! A copy of the file while the server goes on writing it.

use std::path::Path;

use sqlx::ConnectOptions as _;

use super::connect::SqliteOptions;
use super::fault::fault;
use super::sql;
use super::store::SqliteStore;
use crate::error::{Outage, StoreError};

impl SqliteStore {
    /// Writes everything, as it is at one moment, to another file, which is missing or empty. The server may go on
    /// meanwhile. Whoever asks makes sure that the copy has reached the disk.
    pub async fn back_up(options: &SqliteOptions, to: &Path) -> Result<(), StoreError> {
        let name = to.to_str().ok_or_else(|| StoreError::Unavailable {
            outage: Outage::Away,
            source: "the name of a copy must be readable text".into(),
        })?;
        let mut connection = options.writing().connect().await.map_err(fault)?;
        sqlx::query(sql::COPY).bind(name).execute(&mut connection).await.map(drop).map_err(fault)
    }
}
