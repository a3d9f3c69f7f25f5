//! The backend of a single node, and of several in one process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use session::{LogPosition, MemberId, SessionId};

use crate::contract::{Broker, BrokerError, Notice, Topic};
use crate::health::HealthWatch;
use crate::subscription::{Listeners, Subscription};

/// How many topics without a listener may pile up before they are swept out.
const SILENT_TOPICS_MAX: usize = 64;

/// Notifies within one process.
#[derive(Debug, Default)]
pub struct InProcessBroker {
    topics: Mutex<HashMap<Topic, Listeners>>,
}

impl InProcessBroker {
    /// Makes a broker without listeners.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns how many sessions and users it keeps something for.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Returns whether it keeps nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Topic, Listeners>> {
        // A map of senders is whole whatever panicked beside it.
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, topic: &Topic, notice: Notice) {
        let mut topics = self.lock();
        if let Some(listeners) = topics.get(topic) {
            if listeners.is_empty() {
                topics.remove(topic);
            } else {
                listeners.tell(notice);
            }
        }
    }

    fn listen(&self, topic: Topic) -> Subscription {
        let mut topics = self.lock();
        if topics.len() >= SILENT_TOPICS_MAX && topics.len().is_power_of_two() {
            topics.retain(|_, listeners| !listeners.is_empty());
        }
        topics.entry(topic).or_default().subscribe()
    }
}

#[async_trait]
impl Broker for InProcessBroker {
    async fn publish(&self, session: &SessionId, notice: Notice) -> Result<(), BrokerError> {
        self.tell(&Topic::Session(session.clone()), notice);
        Ok(())
    }

    async fn repeat_heads(&self, heads: &[(SessionId, LogPosition)]) -> Result<(), BrokerError> {
        let topics = self.lock();
        for (session, head) in heads {
            if let Some(listeners) = topics.get(&Topic::Session(session.clone())) {
                listeners.repeat(*head);
            }
        }
        Ok(())
    }

    async fn subscribe(&self, session: &SessionId) -> Result<Subscription, BrokerError> {
        Ok(self.listen(Topic::Session(session.clone())))
    }

    async fn tell_user(&self, user: &MemberId) -> Result<(), BrokerError> {
        self.tell(&Topic::User(user.clone()), Notice::User);
        Ok(())
    }

    async fn listen_for_user(&self, user: &MemberId) -> Result<Subscription, BrokerError> {
        Ok(self.listen(Topic::User(user.clone())))
    }

    fn reaches_other_processes(&self) -> bool {
        false
    }

    fn health(&self) -> HealthWatch {
        HealthWatch::always_connected()
    }
}
