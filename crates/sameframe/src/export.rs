//! `sameframe export SESSION` and `sameframe import FILE`

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::pin::pin;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use futures_util::StreamExt as _;
use session::SessionId;
use timeline::Timestamp;

use crate::parts;
use crate::settings::Settings;
use crate::telemetry;

/// Writes a session as a file that `sameframe import` takes in: the same as `GET /api/sessions/{id}/export`. The server may
/// be running meanwhile.
pub(crate) async fn export(settings: &Settings, session: &str) -> anyhow::Result<()> {
    let id = named_session(session)?;
    let store = parts::look_at_store(settings)?;
    let Some(head) = store.head(&id).await? else {
        bail!("there is no session {id} in {}", settings.place());
    };
    let mut lines = pin!(api::export(store, id, head, now()?));
    let mut out = std::io::stdout();
    while let Some(lines) = lines.next().await {
        out.write_all(&lines?).context("cannot write to standard output")?;
    }
    out.flush().context("cannot write to standard output")
}

/// Makes a session that has ended out of a file, beside a server that may be running.
pub(crate) async fn import(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let bytes = read(file)?;
    // A running server holds the folder, and has its tables up to date. A session that nobody knows yet is in nobody's way.
    let (_held, store) = match parts::hold_folder(settings) {
        Ok(held) => (held, parts::open_store(settings).await?),
        Err(_) => (None, parts::look_at_store(settings)?),
    };
    let id = api::import(&*store, bytes, now()?).await;
    let id = id.with_context(|| format!("{} was not taken in", file.display()))?;
    let link = settings.public_url.as_ref().map(|url| format!(": {url}s/{id}/replay")).unwrap_or_default();
    telemetry::say(&format!("{} is now session {id}{link}", file.display()));
    Ok(())
}

/// `-` is standard input.
fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file).with_context(|| format!("cannot read {}", file.display()));
    }
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
    Ok(bytes)
}

/// This machine's time.
pub(crate) fn now() -> anyhow::Result<Timestamp> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("this machine's clock is before 1970")?;
    Ok(Timestamp::from_ms(i64::try_from(since.as_millis())?))
}

/// The session that somebody named: who pastes the whole link means the session in it.
pub(crate) fn named_session(text: &str) -> anyhow::Result<SessionId> {
    let id = text.trim_end_matches("/replay").trim_end_matches('/').rsplit('/').next().unwrap_or(text);
    let Ok(id) = SessionId::parse(id) else { bail!("{text:?} is no session's id") };
    Ok(id)
}
