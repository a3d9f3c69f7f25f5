//! What the doors are like, also while the database is away: whoever is loaded here goes on being looked at.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use session::SessionId;
use store::{Handshakes, StoreError, StoredDoor};

/// How many are remembered; then all are forgotten, and read again.
const REMEMBERED_MAX: usize = 10_000;

/// The doors as they were read last. The database is asked first, always.
#[derive(Default)]
pub(crate) struct Doors(Mutex<HashMap<SessionId, StoredDoor>>);

impl Doors {
    /// Returns what a session's door is like; where the database is away, what it was like when it was last read here.
    pub(crate) async fn of(&self, handshakes: &dyn Handshakes, session: &SessionId) -> Result<StoredDoor, StoreError> {
        match handshakes.door(session).await {
            Ok(door) => {
                let mut doors = self.lock();
                if doors.len() >= REMEMBERED_MAX {
                    doors.clear();
                }
                doors.insert(session.clone(), door.clone());
                Ok(door)
            }
            Err(error @ StoreError::Unavailable { .. }) => self.lock().get(session).cloned().ok_or(error),
            Err(error) => Err(error),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, StoredDoor>> {
        // Each change is one step, so it is whole whatever panicked beside it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
