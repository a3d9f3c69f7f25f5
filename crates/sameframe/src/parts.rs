//! What lasts, opened.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use store::{SqliteOptions, SqliteStore, Store};

use crate::settings::Settings;

/// Opens the store, making the folder where it is missing.
pub(crate) async fn open_store(settings: &Settings) -> anyhow::Result<Arc<dyn Store>> {
    make_folder(settings)?;
    let file = settings.database();
    let opened = SqliteStore::open(SqliteOptions::new(&file)).await;
    let store = opened.with_context(|| format!("cannot open the database {}", file.display()))?;
    Ok(Arc::new(store))
}

/// Looks at the store that is there, beside a server that may be running: nothing is made, and no table is changed.
pub(crate) fn look_at_store(settings: &Settings) -> anyhow::Result<Arc<dyn Store>> {
    let file = settings.database();
    if !file.exists() {
        bail!("there is no database at {}; name its folder with --data", file.display());
    }
    Ok(Arc::new(SqliteStore::look_at(SqliteOptions::new(file))))
}

/// Holds the data folder for this process: two servers on one folder would not hear of each other.
pub(crate) fn hold_folder(settings: &Settings) -> anyhow::Result<File> {
    make_folder(settings)?;
    let path = settings.data.join("lock");
    let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let lock = opened.with_context(|| format!("cannot write to the data folder {}", settings.data.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            bail!("another Sameframe uses the data folder {}; choose another with --data", settings.data.display())
        }
        Err(TryLockError::Error(error)) => Err(error).context("cannot lock the data folder"),
    }
}

/// The folder holds secrets: it is for its owner alone.
fn make_folder(settings: &Settings) -> anyhow::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&settings.data).with_context(|| format!("cannot make the data folder {}", settings.data.display()))
}
