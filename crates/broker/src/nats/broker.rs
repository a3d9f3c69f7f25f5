//! The contract on NATS.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use session::{LogPosition, MemberId, SessionId};
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::error::NatsError;
use super::link::Link;
use super::listening::{self, Listening};
use super::options::NatsOptions;
use super::outbox::Outbox;
use crate::contract::{Broker, BrokerError, Notice, Topic};
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
    topics: Mutex<HashMap<Topic, Arc<Listening>>>,
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
        let inner =
            Arc::new(Inner { link: Link::start(options).await?, outbox: Outbox::default(), topics: Mutex::default() });
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

    /// Returns how many sessions and users are listened to here.
    pub fn listened_to(&self) -> usize {
        self.inner.lock().len()
    }

    async fn listen(&self, topic: &Topic) -> Subscription {
        let (listening, subscription) = self.inner.listen(topic, &self.stop);
        if self.health().now().is_connected() {
            let mut begun = listening.begun.subscribe();
            // Who is not known to the server in time hears of what is repeated.
            drop(timeout(SUBSCRIBE_WITHIN, begun.wait_for(|begun| *begun)).await);
        }
        subscription
    }
}

#[async_trait]
impl Broker for NatsBroker {
    async fn publish(&self, session: &SessionId, notice: Notice) -> Result<(), BrokerError> {
        self.inner.tell(&Topic::Session(session.clone()), notice)
    }

    async fn repeat_heads(&self, heads: &[(SessionId, LogPosition)]) -> Result<(), BrokerError> {
        self.inner.repeat(heads);
        self.inner.outbox.put_heads(heads);
        Ok(())
    }

    async fn subscribe(&self, session: &SessionId) -> Result<Subscription, BrokerError> {
        Ok(self.listen(&Topic::Session(session.clone())).await)
    }

    async fn tell_user(&self, user: &MemberId) -> Result<(), BrokerError> {
        self.inner.tell(&Topic::User(user.clone()), Notice::User)
    }

    async fn listen_for_user(&self, user: &MemberId) -> Result<Subscription, BrokerError> {
        Ok(self.listen(&Topic::User(user.clone())).await)
    }

    fn reaches_other_processes(&self) -> bool {
        true
    }

    fn health(&self) -> HealthWatch {
        HealthWatch::new(self.inner.link.health())
    }
}

impl Inner {
    /// Those who listen here at once, the others over the bus.
    fn tell(&self, topic: &Topic, notice: Notice) -> Result<(), BrokerError> {
        if let Some(listening) = self.lock().get(topic) {
            listening.listeners.tell(notice);
        }
        self.outbox.put(topic, notice).map_err(|full| BrokerError { source: full.into() })
    }

    fn listen(self: &Arc<Self>, topic: &Topic, stop: &CancellationToken) -> (Arc<Listening>, Subscription) {
        let mut topics = self.lock();
        let listening = topics.entry(topic.clone()).or_insert_with(|| {
            let listening = Arc::new(Listening::new());
            tokio::spawn(listening::to_topic(Arc::clone(self), topic.clone(), Arc::clone(&listening), stop.clone()));
            listening
        });
        // Under the lock: so whoever ends the subscription knows of this one.
        (Arc::clone(listening), listening.listeners.subscribe())
    }

    /// Ends the subscription to a topic, unless somebody listens again. Returns whether it did.
    pub(super) fn forget(&self, topic: &Topic, listening: &Listening) -> bool {
        let mut topics = self.lock();
        let silent = listening.listeners.is_empty();
        if silent {
            topics.remove(topic);
        }
        silent
    }

    pub(super) fn repeat(&self, heads: &[(SessionId, LogPosition)]) {
        let topics = self.lock();
        for (session, head) in heads {
            if let Some(listening) = topics.get(&Topic::Session(session.clone())) {
                listening.listeners.repeat(*head);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Topic, Arc<Listening>>> {
        // A map of senders is whole whatever panicked beside it.
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
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
