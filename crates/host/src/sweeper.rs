//! Loads sessions that nobody asks for and whose time has come.

use std::sync::Arc;
use std::time::Duration;

use session::SessionId;
use store::StoreError;

use crate::host::Shared;

/// How many sessions are woken up in one sweep.
const SWEEP_SESSIONS_MAX: u32 = 100;

/// Sweeps until the host stops. At the start it also loads every session in which somebody was present when the server
/// went away: who does not come back is taken for gone by the session's own task.
pub(crate) async fn sweep(shared: Arc<Shared>) {
    wake_all(&shared, shared.store.occupied().await).await;
    let every = Duration::from_millis(shared.options.sweep_every_ms);
    loop {
        let due = shared.store.due(shared.clock.now(), SWEEP_SESSIONS_MAX).await;
        wake_all(&shared, due).await;
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = shared.stop.cancelled() => return,
        }
    }
}

async fn wake_all(shared: &Arc<Shared>, sessions: Result<Vec<SessionId>, StoreError>) {
    match sessions {
        Ok(sessions) => {
            for id in sessions {
                // Loading it is enough: its own deadlines do the rest.
                if let Err(error) = shared.requests(&id).await {
                    tracing::warn!(session = %id, error = &error as &dyn std::error::Error, "could not be woken up");
                }
            }
        }
        Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "could not look for due sessions"),
    }
}
