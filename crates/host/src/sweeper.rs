//! Loads sessions that nobody asks for and whose time has come.

use std::sync::Arc;
use std::time::Duration;

use session::SessionId;
use store::StoreError;

use crate::host::Shared;

/// How many sessions are woken up in one sweep.
const SWEEP_SESSIONS_MAX: u32 = 100;

/// Sweeps until the host stops. It also loads every session in which somebody was present when their node went away: who
/// does not come back is taken for gone by the session's own task. Of several nodes each does, and one is the first.
pub(crate) async fn sweep(shared: Arc<Shared>) {
    let every = Duration::from_millis(shared.options.sweep_every_ms);
    let mut all_found = false;
    loop {
        // A node that has always been alone needs to find them once.
        if !all_found || !shared.neighbours.has_always_been_alone() {
            all_found = wake_unattended(&shared).await;
        }
        let due = shared.store.due(shared.clock.now(), SWEEP_SESSIONS_MAX).await;
        wake_all(&shared, due).await;
        tokio::select! {
            biased;
            () = shared.stop.cancelled() => return,
            () = tokio::time::sleep(every) => {}
        }
    }
}

/// Page by page: one that cannot be loaded keeps no other waiting. Returns whether all could be found and loaded.
async fn wake_unattended(shared: &Arc<Shared>) -> bool {
    let (mut after, mut all_loaded) = (None, true);
    loop {
        let page = shared.store.unattended(after.as_ref(), SWEEP_SESSIONS_MAX).await;
        after = page.as_ref().ok().and_then(|page| page.last().cloned());
        all_loaded &= wake_all(shared, page).await;
        if after.is_none() || shared.stop.is_cancelled() {
            return all_loaded;
        }
    }
}

/// Loads them: their own deadlines do the rest. Returns whether all could be loaded.
async fn wake_all(shared: &Arc<Shared>, sessions: Result<Vec<SessionId>, StoreError>) -> bool {
    let sessions = match sessions {
        Ok(sessions) => sessions,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "could not look for sessions to wake up");
            return false;
        }
    };
    let mut all_loaded = true;
    for id in sessions {
        if shared.stop.is_cancelled() {
            return false;
        }
        if let Err(error) = shared.requests(&id).await {
            tracing::warn!(session = %id, error = &error as &dyn std::error::Error, "could not be woken up");
            all_loaded = false;
        }
    }
    all_loaded
}
