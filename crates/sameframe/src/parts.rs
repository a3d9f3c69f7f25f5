//! What lasts, opened.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use broker::{Broker, InProcessBroker, NatsBroker};
use store::{Inspection, PostgresOptions, PostgresStore, ShardedStore, SqliteOptions, SqliteStore, Store, flush_time};

use crate::database::Database;
use crate::flush;
use crate::notifier::Notifier;
use crate::settings::Settings;

/// Opens the store, making its file or its tables where they are missing.
pub(crate) async fn open_store(settings: &Settings) -> anyhow::Result<Arc<dyn Store>> {
    let opened = match &settings.database {
        Database::Sqlite => open_sqlite(settings).await,
        Database::Postgres(options) => open_all(options).await,
    };
    opened.with_context(|| format!("cannot open the database {}", settings.place()))
}

async fn open_sqlite(settings: &Settings) -> anyhow::Result<Arc<dyn Store>> {
    make_folder(settings)?;
    let store = SqliteStore::open(SqliteOptions::new(settings.sqlite_file())).await?;
    let (place, folder) = (settings.place(), settings.data.clone());
    // Nobody waits for the measurement.
    tokio::task::spawn_blocking(move || {
        let flush = flush::words(flush::of_folder(&folder).ok());
        tracing::info!(
            "the database is {place}: what was acknowledged is on this machine's disk (synchronous=FULL), and {flush}; if the \
             disk itself is lost, the last backup is what there is"
        );
    });
    Ok(Arc::new(store))
}

/// Several databases are one store, each with its part of the sessions.
async fn open_all(options: &[PostgresOptions]) -> anyhow::Result<Arc<dyn Store>> {
    let [first, others @ ..] = options else { bail!("no database is named") };
    let first = open_postgres(first).await?;
    if others.is_empty() {
        return Ok(first);
    }
    let mut stores = Vec::new();
    for options in others {
        stores.push(open_postgres(options).await?);
    }
    Ok(Arc::new(ShardedStore::open(first, stores).await?))
}

async fn open_postgres(options: &PostgresOptions) -> anyhow::Result<Arc<dyn Store>> {
    let server = Inspection::of(options).await?;
    // A standby is refused by the store itself: it may become the primary.
    if let Some(obstacle) = server.obstacle().filter(|_| !server.standby) {
        bail!("{obstacle}");
    }
    let store = PostgresStore::open(options).await?;
    let options = options.clone();
    tokio::spawn(async move {
        let flush = flush::words(flush_time(&options).await);
        tracing::info!(
            version = server.version,
            "the database is {}: {}; {flush}",
            options.place(),
            server.durability()
        );
    });
    Ok(Arc::new(store))
}

/// Starts what tells the nodes of each other. A server that is away is waited for meanwhile.
pub(crate) async fn start_broker(settings: &Settings) -> anyhow::Result<Arc<dyn Broker>> {
    match &settings.broker {
        Notifier::InProcess => Ok(Arc::new(InProcessBroker::new())),
        Notifier::Nats(options) => {
            let started = NatsBroker::start(options).await;
            Ok(Arc::new(started.with_context(|| format!("cannot start the broker {}", options.place()))?))
        }
    }
}

/// Looks at the store that is there, beside a server that may be running: nothing is made, and no table is changed.
pub(crate) fn look_at_store(settings: &Settings) -> anyhow::Result<Arc<dyn Store>> {
    let file = settings.sqlite_file();
    match &settings.database {
        Database::Postgres(options) => {
            let [first, others @ ..] = &options[..] else { bail!("no database is named") };
            let store = |options| Arc::new(PostgresStore::look_at(options)) as Arc<dyn Store>;
            let first = store(first);
            let others: Vec<_> = others.iter().map(store).collect();
            Ok(if others.is_empty() { first } else { Arc::new(ShardedStore::look_at(first, others)) })
        }
        Database::Sqlite if file.exists() => Ok(Arc::new(SqliteStore::look_at(SqliteOptions::new(file)))),
        Database::Sqlite => bail!("there is no database at {}; name its folder with --data", file.display()),
    }
}

/// Holds the data folder for this process: two servers on one folder would not hear of each other. Where a server keeps
/// everything there is no folder.
pub(crate) fn hold_folder(settings: &Settings) -> anyhow::Result<Option<File>> {
    if matches!(settings.database, Database::Postgres(_)) {
        return Ok(None);
    }
    make_folder(settings)?;
    hold(settings)
}

/// Holds the data folder, which is there.
pub(crate) fn hold(settings: &Settings) -> anyhow::Result<Option<File>> {
    let path = settings.data.join("lock");
    let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let lock = opened.with_context(|| format!("cannot write to the data folder {}", settings.data.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => {
            bail!("another Sameframe uses the data folder {}; choose another with --data", settings.data.display())
        }
        Err(TryLockError::Error(error)) => Err(error).context("cannot lock the data folder"),
    }
}

/// The folder holds secrets: it is for its owner alone.
fn make_folder(settings: &Settings) -> anyhow::Result<()> {
    make_private_folder(&settings.data)
}

/// Makes a folder for its owner alone, where it is missing.
pub(crate) fn make_private_folder(folder: &Path) -> anyhow::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).with_context(|| format!("cannot make the folder {}", folder.display()))
}
