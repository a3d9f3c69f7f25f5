//! The contract on NATS.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use session::{LogPosition, SessionId};
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::error::NatsError;
use super::link::Link;
use super::listening::{self, Listening};
use super::options::NatsOptions;
use super::outbox::Outbox;
use crate::contract::{Broker, BrokerError, Notice};
use crate::health::HealthWatch;
use crate::subscription::Subscription;

/// How long the start waits for a server. Without one it goes on: a node must be able to start while the broker is away.
const START_WITHIN: Duration = Duration::from_secs(3);
/// How long a subscription waits to be known to the server.
const SUBSCRIBE_WITHIN: Duration = Duration::from_secs(1);

/// Notifies between nodes over NATS. Dropping it ends its part in the bus.
pub struct NatsBroker {
    inner: Arc<Inner>,
    stop: CancellationToken,
    _stops: DropGuard,
}

/// What its tasks share.
pub(super) struct Inner {
    pub(super) link: Link,
    outbox: Outbox,
    sessions: Mutex<HashMap<SessionId, Arc<Listening>>>,
}

/// Without its connection, which knows the password.
impl fmt::Debug for NatsBroker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsBroker").field("health", &self.health().now()).finish_non_exhaustive()
    }
}

impl NatsBroker {
    /// Connects, and goes on trying where no server is there. Fails only where a file that the options name cannot be used.
    pub async fn start(options: &NatsOptions) -> Result<Self, NatsError> {
        let inner = Arc::new(Inner {
            link: Link::start(options).await?,
            outbox: Outbox::default(),
            sessions: Mutex::default(),
        });
        let stop = CancellationToken::new();
        let broker = Self { inner: Arc::clone(&inner), stop: stop.clone(), _stops: stop.clone().drop_guard() };
        tokio::spawn(listening::to_heads(Arc::clone(&inner), stop.clone()));
        tokio::spawn(send(Arc::clone(&inner), stop.clone()));
        tokio::spawn(async move { inner.link.watch(&stop).await });
        let mut health = broker.health();
        let connected = async { while !health.now().is_connected() && !health.changed().await.is_connected() {} };
        if timeout(START_WITHIN, connected).await.is_err() {
            tracing::warn!("the broker {} is not there yet; `sameframe doctor` says why", options.place());
        }
        Ok(broker)
    }

    /// Returns how many sessions are listened to here.
    pub fn listened_to(&self) -> usize {
        self.inner.lock().len()
    }
}

#[async_trait]
impl Broker for NatsBroker {
    async fn publish(&self, session: &SessionId, notice: Notice) -> Result<(), BrokerError> {
        if let Some(listening) = self.inner.lock().get(session) {
            listening.listeners.tell(notice);
        }
        self.inner.outbox.put(session, notice).map_err(|full| BrokerError { source: full.into() })
    }

    async fn repeat_heads(&self, heads: &[(SessionId, LogPosition)]) -> Result<(), BrokerError> {
        self.inner.repeat(heads);
        self.inner.outbox.put_heads(heads);
        Ok(())
    }

    async fn subscribe(&self, session: &SessionId) -> Result<Subscription, BrokerError> {
        let (listening, subscription) = self.inner.listen(session, &self.stop);
        if self.health().now().is_connected() {
            let mut begun = listening.begun.subscribe();
            // Who is not known to the server in time hears of what is repeated.
            drop(timeout(SUBSCRIBE_WITHIN, begun.wait_for(|begun| *begun)).await);
        }
        Ok(subscription)
    }

    fn reaches_other_processes(&self) -> bool {
        true
    }

    fn health(&self) -> HealthWatch {
        HealthWatch::new(self.inner.link.health())
    }
}

impl Inner {
    fn listen(self: &Arc<Self>, id: &SessionId, stop: &CancellationToken) -> (Arc<Listening>, Subscription) {
        let mut sessions = self.lock();
        let listening = sessions.entry(id.clone()).or_insert_with(|| {
            let listening = Arc::new(Listening::new());
            tokio::spawn(listening::to_session(Arc::clone(self), id.clone(), Arc::clone(&listening), stop.clone()));
            listening
        });
        // Under the lock: so whoever ends the subscription knows of this one.
        (Arc::clone(listening), listening.listeners.subscribe())
    }

    /// Ends the subscription to a session, unless somebody listens again. Returns whether it did.
    pub(super) fn forget(&self, id: &SessionId, listening: &Listening) -> bool {
        let mut sessions = self.lock();
        let silent = listening.listeners.is_empty();
        if silent {
            sessions.remove(id);
        }
        silent
    }

    pub(super) fn repeat(&self, heads: &[(SessionId, LogPosition)]) {
        let sessions = self.lock();
        for (session, head) in heads {
            if let Some(listening) = sessions.get(session) {
                listening.listeners.repeat(*head);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, Arc<Listening>>> {
        // A map of senders is whole whatever panicked beside it.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends what is published. Where the connection cannot take it this waits, and whoever publishes does not.
async fn send(inner: Arc<Inner>, stop: CancellationToken) {
    let Link { client, name, .. } = &inner.link;
    let sending = async {
        loop {
            for (subject, message) in inner.outbox.take(&inner.link.subjects).await {
                if let Err(error) = client.publish_with_reply(subject, name.clone(), message).await {
                    tracing::debug!(%error, "a notice was not sent");
                }
            }
        }
    };
    tokio::select! {
        () = sending => {}
        () = stop.cancelled() => {}
    }
}
