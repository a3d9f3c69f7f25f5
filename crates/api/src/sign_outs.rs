//! Closing the sockets of a sign-in that was revoked, at whichever node.
//!
//! One question a second asks the database what was revoked; who was turned away hears it at the next request anyway.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use protocol::Code;
use store::Accounts;
use timeline::Timestamp;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

use crate::failure::Failure;
use crate::state::Weakly;

const ASK_EVERY: Duration = Duration::from_secs(1);
/// What was committed a little after its time must not fall between two questions.
const OVERLAP_MS: i64 = 5_000;
/// How many answers a slow listener may be behind; then it is taken for revoked, and comes back if it is not.
const BEHIND_MAX: usize = 16;

/// Tells the connections of this node.
pub(crate) struct SignOuts(broadcast::Sender<Arc<BTreeSet<String>>>);

/// What one connection hears.
pub(crate) struct SignOut {
    sign_in: String,
    told: broadcast::Receiver<Arc<BTreeSet<String>>>,
}

impl SignOuts {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(BEHIND_MAX))
    }

    /// Listens for the end of a sign-in.
    pub(crate) fn listen(&self, sign_in: String) -> SignOut {
        SignOut { sign_in, told: self.0.subscribe() }
    }

    async fn ask(&self, accounts: &dyn Accounts, now: Timestamp, since: &mut Timestamp) {
        let overlapping = Timestamp::from_ms(now.ms() - OVERLAP_MS);
        if self.0.receiver_count() == 0 {
            *since = overlapping;
            return;
        }
        match accounts.revoked_since(*since).await {
            Ok(revoked) => {
                *since = overlapping;
                if !revoked.is_empty() {
                    // Nobody listens any more: then nobody misses it.
                    drop(self.0.send(Arc::new(revoked)));
                }
            }
            Err(error) => tracing::debug!(%error, "what was revoked is asked again"),
        }
    }
}

impl SignOut {
    /// Returns when the sign-in was revoked.
    pub(crate) async fn revoked(&mut self) -> Failure {
        loop {
            match self.told.recv().await {
                Ok(revoked) if !revoked.contains(&self.sign_in) => {}
                Ok(_) | Err(RecvError::Lagged(_)) => return signed_out(),
                // The API goes, and every connection with it.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

/// What somebody is told whose sign-in was revoked.
pub(crate) fn signed_out() -> Failure {
    Failure::new(Code::Unauthenticated, "you were signed out here; sign in again, or go on as a guest")
}

/// Asks for as long as the API is there.
pub(crate) async fn keep_signing_out(api: Weakly) {
    let mut since = Timestamp::from_ms(i64::MAX);
    loop {
        sleep(ASK_EVERY).await;
        let Some(api) = api.upgrade() else { return };
        let Ok(accounts) = api.accounts() else { return };
        let now = api.host().clock().now();
        since = since.min(Timestamp::from_ms(now.ms() - OVERLAP_MS));
        api.sign_outs().ask(accounts, now, &mut since).await;
    }
}
