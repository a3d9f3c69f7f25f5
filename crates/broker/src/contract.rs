//! What every backend promises.

use async_trait::async_trait;
use session::{LogPosition, SessionId};
use tokio::sync::watch;

/// Tells the nodes that have a session loaded how far its log goes. Many publish, many listen.
///
/// What every backend promises, and `testkit::broker_contract` checks:
///
/// * A subscription sees the newest head published after it began, as long as the network holds. Heads in between may
///   be skipped: who needs the entries reads them from the store.
/// * A subscription to one session never sees another's.
/// * Publishing never waits for a listener, and publishing without one costs nothing that lasts.
///
/// A head is a (seq, hash): a log that was restored from a backup is told even where its seq is the same.
#[async_trait]
pub trait Broker: Send + Sync {
    /// Tells that a session's log goes up to `head`.
    async fn publish(&self, session: &SessionId, head: LogPosition) -> Result<(), BrokerError>;

    /// Listens to one session.
    async fn subscribe(&self, session: &SessionId) -> Result<Subscription, BrokerError>;
}

/// The broker cannot be reached. Nothing is lost: the store has the truth, and news come later.
#[derive(Debug, thiserror::Error)]
#[error("the broker is unavailable")]
pub struct BrokerError {
    /// The backend's own words.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// News of one session's log. Dropping it ends it.
#[derive(Debug)]
pub struct Subscription {
    heads: watch::Receiver<LogPosition>,
}

impl Subscription {
    /// Makes a subscription that sees what is sent to `heads` from now on. For backends.
    pub fn new(heads: &watch::Sender<LogPosition>) -> Self {
        Self { heads: heads.subscribe() }
    }

    /// Waits for the next news and returns the newest head. Waits for ever once the backend is gone.
    pub async fn next(&mut self) -> LogPosition {
        if self.heads.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
        *self.heads.borrow_and_update()
    }
}
