//! The backend of a single node, and of several in one process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use session::{LogPosition, SessionId};

use crate::contract::{Broker, BrokerError, Notice};
use crate::health::HealthWatch;
use crate::subscription::{Listeners, Subscription};

/// How many sessions without a listener may pile up before they are swept out.
const SILENT_SESSIONS_MAX: usize = 64;

/// Notifies within one process.
#[derive(Debug, Default)]
pub struct InProcessBroker {
    sessions: Mutex<HashMap<SessionId, Listeners>>,
}

impl InProcessBroker {
    /// Makes a broker without listeners.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns how many sessions it keeps something for.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Returns whether it keeps nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, Listeners>> {
        // A map of senders is whole whatever panicked beside it.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Broker for InProcessBroker {
    async fn publish(&self, session: &SessionId, notice: Notice) -> Result<(), BrokerError> {
        let mut sessions = self.lock();
        if let Some(listeners) = sessions.get(session) {
            if listeners.is_empty() {
                sessions.remove(session);
            } else {
                listeners.tell(notice);
            }
        }
        Ok(())
    }

    async fn repeat_heads(&self, heads: &[(SessionId, LogPosition)]) -> Result<(), BrokerError> {
        let sessions = self.lock();
        for (session, head) in heads {
            if let Some(listeners) = sessions.get(session) {
                listeners.repeat(*head);
            }
        }
        Ok(())
    }

    async fn subscribe(&self, session: &SessionId) -> Result<Subscription, BrokerError> {
        let mut sessions = self.lock();
        if sessions.len() >= SILENT_SESSIONS_MAX && sessions.len().is_power_of_two() {
            sessions.retain(|_, listeners| !listeners.is_empty());
        }
        Ok(sessions.entry(session.clone()).or_default().subscribe())
    }

    fn reaches_other_processes(&self) -> bool {
        false
    }

    fn health(&self) -> HealthWatch {
        HealthWatch::always_connected()
    }
}
