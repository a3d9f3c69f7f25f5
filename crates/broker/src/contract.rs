//! What every backend promises.

use async_trait::async_trait;
use session::{LogPosition, MemberId, SessionId};

use crate::health::HealthWatch;
use crate::subscription::{Listeners, Subscription};

/// Tells the nodes that have a session loaded how far its log goes. Many publish, many listen.
///
/// What every backend promises, and `testkit::broker_contract` checks:
///
/// * A subscription sees the newest head published after it began, as long as the network holds. Heads in between may
///   be skipped: who needs the entries reads them from the store.
/// * It also sees that presence has changed; many changes may be seen as one. Neither kind of news hides the other.
/// * A subscription to one session never sees another's.
/// * Who listens for a user hears [`Notice::User`] when something concerns them, and nobody else does. Sessions and users
///   never hear of each other, whatever their ids.
/// * Publishing never waits for a listener or a server, and publishing without a listener costs nothing that lasts.
///
/// A head is a (seq, hash): a log that was restored from a backup is told even where its seq is the same.
#[async_trait]
pub trait Broker: Send + Sync {
    /// Tells the news of a session to everybody who listens to it, on this node and on the others.
    async fn publish(&self, session: &SessionId, notice: Notice) -> Result<(), BrokerError>;

    /// Tells the heads of several sessions once more, at little cost: a lost last notice is made good by it. Who has heard
    /// of a head already is not woken up.
    async fn repeat_heads(&self, heads: &[(SessionId, LogPosition)]) -> Result<(), BrokerError>;

    /// Listens to one session. While the broker is away this does not wait for it, and hears from when it is back.
    async fn subscribe(&self, session: &SessionId) -> Result<Subscription, BrokerError>;

    /// Tells whoever listens for a user, on this node and on the others, that something concerns them: the store knows what.
    async fn tell_user(&self, _user: &MemberId) -> Result<(), BrokerError> {
        Ok(())
    }

    /// Listens for a user. As with sessions this does not wait for a broker that is away. A broker of sessions alone tells
    /// nothing.
    async fn listen_for_user(&self, _user: &MemberId) -> Result<Subscription, BrokerError> {
        Ok(Listeners::default().subscribe())
    }

    /// Returns whether its notices reach other processes. Where they do not, nodes that share a store look by themselves.
    fn reaches_other_processes(&self) -> bool;

    /// Returns whether notices arrive, to be asked and to be waited on.
    fn health(&self) -> HealthWatch;
}

/// What is told of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Its log goes up to here.
    Head(LogPosition),
    /// Who is present has changed: the store knows who is.
    Presence,
    /// Something concerns a user: the store knows what.
    User,
}

/// What is spoken of. Sessions and users are apart, whatever their ids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Topic {
    Session(SessionId),
    User(MemberId),
}

/// The broker cannot take it. Nothing is lost: the store has the truth, and news come later.
#[derive(Debug, thiserror::Error)]
#[error("the broker is unavailable")]
pub struct BrokerError {
    /// The backend's own words.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}
