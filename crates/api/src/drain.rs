//! A node that is about to stop sends its connections to the others, each at a moment of its own.

use std::sync::OnceLock;
use std::time::Duration;

use rand::RngExt as _;
use tokio_util::sync::CancellationToken;

/// Whether this node is about to stop, and within which time everybody must have gone.
#[derive(Debug)]
pub(crate) struct Drain {
    begun: CancellationToken,
    within: OnceLock<Duration>,
}

impl Drain {
    pub(crate) fn new() -> Self {
        Self { begun: CancellationToken::new(), within: OnceLock::new() }
    }

    pub(crate) fn begin(&self, within: Duration) {
        // Who asks twice gets what was asked first.
        let _first = self.within.get_or_init(|| within);
        self.begun.cancel();
    }

    /// Returns whether nobody is taken in any more.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.is_cancelled()
    }

    /// Waits until it is this connection's turn to go: for ever, as long as nobody has to.
    pub(crate) async fn turn(&self) {
        self.begun.cancelled().await;
        let most_ms = self.within.get().map_or(0, |within| u64::try_from(within.as_millis()).unwrap_or(u64::MAX));
        let after_ms = rand::rng().random_range(0..=most_ms);
        tokio::time::sleep(Duration::from_millis(after_ms)).await;
    }
}
