//! The backend of a single node, and of several in one process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use session::{LogPosition, SessionId};
use tokio::sync::watch;

use crate::contract::{Broker, BrokerError, Subscription};

/// How many sessions without a listener may pile up before they are swept out.
const SILENT_SESSIONS_MAX: usize = 64;

/// Notifies within one process.
#[derive(Debug, Default)]
pub struct InProcessBroker {
    sessions: Mutex<HashMap<SessionId, watch::Sender<LogPosition>>>,
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

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, watch::Sender<LogPosition>>> {
        // A map of senders is whole whatever panicked beside it.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Broker for InProcessBroker {
    async fn publish(&self, session: &SessionId, head: LogPosition) -> Result<(), BrokerError> {
        let mut sessions = self.lock();
        let silent = sessions.get(session).is_some_and(|heads| heads.send(head).is_err());
        if silent {
            sessions.remove(session);
        }
        Ok(())
    }

    async fn subscribe(&self, session: &SessionId) -> Result<Subscription, BrokerError> {
        let mut sessions = self.lock();
        if sessions.len() >= SILENT_SESSIONS_MAX && sessions.len().is_power_of_two() {
            sessions.retain(|_, heads| heads.receiver_count() > 0);
        }
        let heads = sessions.entry(session.clone()).or_insert_with(|| watch::Sender::new(LogPosition::default()));
        Ok(Subscription::new(heads))
    }
}
