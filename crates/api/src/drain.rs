//! A node that is about to stop sends its connections to the others, each at a moment of its own.

use std::sync::OnceLock;
use std::time::Duration;

use rand::RngExt as _;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Whether this node is about to stop, and when everybody must have gone.
#[derive(Debug)]
pub(crate) struct Drain {
    begun: CancellationToken,
    until: OnceLock<Instant>,
}

impl Drain {
    pub(crate) fn new() -> Self {
        Self { begun: CancellationToken::new(), until: OnceLock::new() }
    }

    pub(crate) fn begin(&self, within: Duration) {
        // Who asks twice gets what was asked first.
        let _first = self.until.get_or_init(|| Instant::now() + within);
        self.begun.cancel();
    }

    /// Returns whether nobody is taken in any more.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.is_cancelled()
    }

    /// Waits until it is this connection's turn to go: for ever, as long as nobody has to.
    pub(crate) async fn turn(&self) {
        self.begun.cancelled().await;
        let most_ms = u64::try_from(self.left(Instant::now()).as_millis()).unwrap_or(u64::MAX);
        let after_ms = rand::rng().random_range(0..=most_ms);
        tokio::time::sleep(Duration::from_millis(after_ms)).await;
    }

    /// How long somebody who is there at this moment may still stay: also who came late has gone when the others have.
    fn left(&self, now: Instant) -> Duration {
        self.until.get().map(|until| until.saturating_duration_since(now)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Drain;

    #[test]
    fn whoever_comes_late_and_whoever_asks_again_everybody_has_gone_at_one_moment() {
        let seconds = Duration::from_secs;
        let drain = Drain::new();
        assert!(!drain.has_begun());
        let before = Instant::now();
        drain.begin(seconds(10));
        let after = Instant::now();
        drain.begin(seconds(3_600));
        assert!(drain.has_begun());
        assert!(drain.left(after) <= seconds(10));
        assert!(drain.left(before + seconds(4)) >= seconds(6));
        assert!(drain.left(after + seconds(9)) <= seconds(1), "who comes in the last second stays no longer than it");
        assert_eq!(drain.left(after + seconds(11)), Duration::ZERO);
    }
}
