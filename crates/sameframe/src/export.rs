//! `sameframe export SESSION`

use std::io::Write as _;
use std::pin::pin;

use anyhow::{Context as _, bail};
use futures_util::StreamExt as _;
use session::SessionId;

use crate::parts;
use crate::settings::Settings;

/// Writes a session's log as NDJSON, the same lines as its replay. The server may be running meanwhile.
pub(crate) async fn export(settings: &Settings, session: &str) -> anyhow::Result<()> {
    let id = named_session(session)?;
    let store = parts::look_at_store(settings)?;
    if store.head(&id).await?.is_none() {
        bail!("there is no session {id} in {}", settings.place());
    }
    let mut lines = pin!(api::export(store, id));
    let mut out = std::io::stdout();
    while let Some(lines) = lines.next().await {
        out.write_all(&lines?).context("cannot write to standard output")?;
    }
    out.flush().context("cannot write to standard output")
}

/// The session that somebody named: who pastes the whole link means the session in it.
pub(crate) fn named_session(text: &str) -> anyhow::Result<SessionId> {
    let id = text.trim_end_matches("/replay").trim_end_matches('/').rsplit('/').next().unwrap_or(text);
    let Ok(id) = SessionId::parse(id) else { bail!("{text:?} is no session's id") };
    Ok(id)
}
