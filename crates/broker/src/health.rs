//! Whether notices arrive.

use tokio::sync::watch;
use tokio::time::Instant;

/// Whether a broker brings what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It does.
    Connected,
    /// It does not: nodes hear of each other only by asking the store.
    Degraded {
        /// Since when.
        since: Instant,
    },
}

impl Health {
    /// Returns whether notices arrive.
    pub fn is_connected(self) -> bool {
        self == Self::Connected
    }
}

/// A broker's health, to be asked and to be waited on.
#[derive(Clone, Debug)]
pub struct HealthWatch {
    states: watch::Receiver<Health>,
}

impl HealthWatch {
    /// Watches what is sent to `states`. For backends.
    pub fn new(states: &watch::Sender<Health>) -> Self {
        Self { states: states.subscribe() }
    }

    /// The health of a broker that cannot be away.
    pub fn always_connected() -> Self {
        Self::new(&watch::Sender::new(Health::Connected))
    }

    /// Returns how it is now.
    pub fn now(&self) -> Health {
        *self.states.borrow()
    }

    /// Waits until something has changed since the last call and returns how it is by then: an outage that is over
    /// already is told too. Waits for ever where nothing can change.
    pub async fn changed(&mut self) -> Health {
        if self.states.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
        *self.states.borrow_and_update()
    }
}
