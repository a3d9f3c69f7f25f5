//! What stands before sessions, also while the database is away: whoever is loaded here goes on being looked at.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use session::SessionId;
use store::StoreError;

/// How many are remembered; then all are forgotten, and read again.
const REMEMBERED_MAX: usize = 10_000;

/// Something of each session as it was read last. The database is asked first, always.
pub(crate) struct Remembered<T>(Mutex<HashMap<SessionId, T>>);

impl<T: Clone> Remembered<T> {
    pub(crate) fn new() -> Self {
        Self(Mutex::default())
    }

    /// Returns what the database says; where it is away, what it said when it was last asked here.
    pub(crate) async fn of(
        &self,
        session: &SessionId,
        read: impl Future<Output = Result<Option<T>, StoreError>> + Send,
    ) -> Result<Option<T>, StoreError> {
        match read.await {
            Ok(Some(value)) => {
                let mut values = self.lock();
                if values.len() >= REMEMBERED_MAX {
                    values.clear();
                }
                values.insert(session.clone(), value.clone());
                Ok(Some(value))
            }
            Err(error @ StoreError::Unavailable { .. }) => self.lock().get(session).cloned().map(Some).ok_or(error),
            otherwise => otherwise,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, T>> {
        // Each change is one step, so it is whole whatever panicked beside it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
