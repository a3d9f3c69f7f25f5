//! A connection's place in a session.

use session::MemberId;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use crate::request::Request;

/// A connection's place in a session's presence. Dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Place {
    requests: mpsc::Sender<Request>,
    member: MemberId,
}

impl Place {
    pub(crate) fn new(requests: mpsc::Sender<Request>, member: MemberId) -> Self {
        Self { requests, member }
    }

    /// Returns whose it is.
    pub(crate) fn member(&self) -> &MemberId {
        &self.member
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let detach = Request::Detach(self.member.clone());
        // Only a full mailbox is worth waiting for: a session that is gone knows nobody.
        if let Err(TrySendError::Full(detach)) = self.requests.try_send(detach)
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let requests = self.requests.clone();
            runtime.spawn(async move { requests.send(detach).await });
        }
    }
}
