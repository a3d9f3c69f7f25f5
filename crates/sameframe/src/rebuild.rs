//! `sameframe rebuild`

use std::time::Instant;

use anyhow::{Context as _, bail};
use store::Store;

use crate::export::named_session;
use crate::settings::Settings;
use crate::{parts, telemetry};

/// How many sessions are asked for at a time.
const PAGE: u32 = 500;

/// Makes the messages of every session, or of one, anew from its log.
pub(crate) async fn rebuild(settings: &Settings, session: Option<&str>) -> anyhow::Result<()> {
    let store = parts::look_at_store(settings)?;
    let start = Instant::now();
    let (sessions, messages) = match session {
        Some(session) => {
            let id = named_session(session)?;
            if store.head(&id).await?.is_none() {
                bail!("there is no session {id} in {}", settings.place());
            }
            (1, store.rebuild_messages(&id).await?)
        }
        None => all(&*store).await?,
    };
    telemetry::say(&format!("{messages} messages of {sessions} sessions made anew in {:.1?}", start.elapsed()));
    Ok(())
}

async fn all(store: &dyn Store) -> anyhow::Result<(u64, u64)> {
    let (mut sessions, mut messages, mut after) = (0, 0, None);
    loop {
        let ids = store.ids(after.as_ref(), PAGE).await?;
        for id in &ids {
            let made = store.rebuild_messages(id).await;
            messages += made.with_context(|| format!("the messages of session {id} cannot be made anew"))?;
            sessions += 1;
        }
        after = ids.into_iter().last();
        if after.is_none() {
            return Ok((sessions, messages));
        }
    }
}
