//! Where hints of other nodes may be missed, one question a second tells this node whom something was changed for.

use std::sync::Arc;
use std::time::Duration;

use host::Host;
use store::{Store, Touched};
use tokio::sync::broadcast;
use tokio::time::sleep;

use crate::state::Weakly;

const ASK_EVERY: Duration = Duration::from_secs(1);
/// What was committed a little after its time must not fall between two questions.
const OVERLAP_MS: i64 = 5_000;
/// How many answers a slow listener may be behind; then it looks by itself.
const BEHIND_MAX: usize = 16;

/// Tells the connections of this node.
pub(crate) struct Hints(broadcast::Sender<Arc<Touched>>);

impl Hints {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(BEHIND_MAX))
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Arc<Touched>> {
        self.0.subscribe()
    }

    async fn ask(&self, host: &Host, store: &dyn Store, since_ms: &mut i64) {
        let now = host.clock().now();
        if !host.may_miss_hints() || self.0.receiver_count() == 0 {
            *since_ms = now.ms() - OVERLAP_MS;
            return;
        }
        let Some(handshakes) = store.handshakes() else { return };
        match handshakes.touched(timeline::Timestamp::from_ms(*since_ms)).await {
            Ok(touched) => {
                *since_ms = now.ms() - OVERLAP_MS;
                if !touched.users.is_empty() {
                    // Nobody listens any more: then nobody misses it.
                    drop(self.0.send(Arc::new(touched)));
                }
            }
            Err(error) => tracing::debug!(%error, "whom something was changed for is asked again"),
        }
    }
}

/// Asks for as long as the API is there.
pub(crate) async fn keep_hinting(api: Weakly) {
    let mut since_ms = i64::MAX;
    loop {
        sleep(ASK_EVERY).await;
        let Some(api) = api.upgrade() else { return };
        since_ms = since_ms.min(api.host().clock().now().ms());
        api.hints().ask(api.host(), api.store(), &mut since_ms).await;
    }
}
