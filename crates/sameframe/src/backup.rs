//! `sameframe backup`

use std::fs::File;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, bail};
use store::{SqliteOptions, SqliteStore};

use crate::database::Database;
use crate::settings::Settings;
use crate::{telemetry, verify};

/// Copies the SQLite file while the server goes on. The copy has its name only once it is complete, on the disk, and
/// verified.
pub(crate) async fn back_up(settings: &Settings, file: &Path, force: bool) -> anyhow::Result<ExitCode> {
    if matches!(settings.database, Database::Postgres(_)) {
        bail!("a PostgreSQL database is backed up with its own tools, such as pg_dump; see docs/operation.md");
    }
    let source = settings.sqlite_file();
    if !source.exists() {
        bail!("there is no database at {}; name its folder with --data", source.display());
    }
    if file.exists() && !force {
        bail!("{} exists already; choose another name, or replace it with --force", file.display());
    }
    let start = Instant::now();
    let file = std::path::absolute(file)?;
    let Some(folder) = file.parent() else { bail!("{} is no name of a file", file.display()) };
    // It is for its owner alone, and goes when this fails.
    let making = tempfile::Builder::new().prefix(".sameframe-").suffix(".part").tempfile_in(folder);
    let copy = making.with_context(|| format!("cannot write to the folder {}", folder.display()))?;
    let copied = SqliteStore::back_up(&SqliteOptions::new(source), copy.path()).await;
    copied.with_context(|| format!("cannot copy to the folder {}", folder.display()))?;
    copy.as_file().sync_all().context("the copy did not reach the disk")?;

    let looking = SqliteOptions { still: true, ..SqliteOptions::new(copy.path()) };
    let verified = verify::all_logs(&SqliteStore::look_at(looking)).await?;
    let bytes = copy.as_file().metadata()?.len();
    let named = if force { copy.persist(&file) } else { copy.persist_noclobber(&file) };
    named.with_context(|| format!("cannot name the copy {}", file.display()))?;
    keep_name(folder)?;
    telemetry::say(&format!("{} written: {bytes} bytes in {:.1?}", file.display(), start.elapsed()));
    Ok(verified)
}

/// Makes sure that a new name in this folder survives a power cut, where the system can be asked for that.
fn keep_name(folder: &Path) -> anyhow::Result<()> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).context("the copy's name did not reach the disk")?;
    }
    Ok(())
}
