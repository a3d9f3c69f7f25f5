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
    // Who pastes the whole link means the session in it.
    let id = session.trim_end_matches("/replay").trim_end_matches('/').rsplit('/').next().unwrap_or(session);
    let Ok(id) = SessionId::parse(id) else { bail!("{session:?} is no session's id") };
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
