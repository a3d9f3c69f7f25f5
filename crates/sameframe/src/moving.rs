//! `sameframe move`

use std::time::Instant;

use anyhow::{Context as _, bail};
use store::{Inspection, Progress, SqliteOptions, move_to_postgres};

use crate::database::Database;
use crate::secret::SecretText;
use crate::settings::Settings;
use crate::{parts, progress, telemetry};

/// Moves everything from the SQLite file to an empty PostgreSQL database. No server may use the file meanwhile.
pub(crate) async fn move_to(settings: &Settings, to: Option<SecretText>) -> anyhow::Result<()> {
    let to = to.map_or_else(|| Ok(settings.database.clone()), Database::try_from)?;
    let Database::Postgres(targets) = to else {
        bail!("name the database to move to with --to or --database; it is postgres://user:password@host/database");
    };
    // The sessions of a file say of themselves that they belong into the first.
    let Some(target) = targets.first() else { bail!("name the database to move to") };
    let source = Settings { database: Database::Sqlite, ..settings.clone() };
    let file = source.sqlite_file();
    if !file.exists() {
        bail!("there is no database at {}; name its folder with --data", file.display());
    }
    let _held = parts::hold(&source).context("the server must be stopped while its database is moved")?;
    let place = target.place();
    if let Some(obstacle) = Inspection::of(target).await.with_context(|| format!("cannot ask {place}"))?.obstacle() {
        bail!("{place}: {obstacle}");
    }

    let start = Instant::now();
    let bar = progress::bar("copying", 0);
    let moved = move_to_postgres(&SqliteOptions::new(&file), target, &mut |how_far| {
        let (what, done, of) = match how_far {
            Progress::Copied { rows, of } => ("copying", rows, of),
            Progress::Verified { sessions, of } => ("verifying", sessions, of),
        };
        bar.set_message(what);
        bar.set_length(of);
        bar.set_position(done);
    })
    .await;
    bar.finish_and_clear();
    let moved = moved.with_context(|| format!("{} was not moved to {place}", file.display()))?;
    telemetry::say(&format!(
        "{} sessions ({} rows) moved to {place} in {:.1?}, and every log verified there",
        moved.sessions,
        moved.rows,
        start.elapsed()
    ));
    telemetry::say(&format!(
        "from now on start the server with SAMEFRAME_DATABASE; {} is as it was, and what a server still writes there \
         does not follow",
        file.display()
    ));
    Ok(())
}
