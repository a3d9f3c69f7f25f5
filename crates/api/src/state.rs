//! What all handlers share.

use std::sync::Arc;
use std::time::Duration;

use host::{Host, SessionHandle};
use session::SessionId;
use store::{Store, StoreError};
use tokio_util::task::TaskTracker;

use crate::drain::Drain;
use crate::failure::Failure;
use crate::limiter::Limits;
use crate::options::ApiOptions;
use crate::token::MemberKey;

/// The services' way to the session hosts and the tables. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    inner: Arc<Inner>,
}

struct Inner {
    host: Host,
    store: Arc<dyn Store>,
    options: ApiOptions,
    member_key: MemberKey,
    connections: TaskTracker,
    drain: Drain,
    limits: Limits,
}

impl Api {
    /// Makes the API. Asks the store for the key that member tokens are made with.
    pub async fn new(host: Host, store: Arc<dyn Store>, options: ApiOptions) -> Result<Self, StoreError> {
        let member_key = MemberKey::load(&*store).await?;
        let connections = TaskTracker::new();
        let (drain, limits) = (Drain::new(), Limits::new());
        Ok(Self { inner: Arc::new(Inner { host, store, options, member_key, connections, drain, limits }) })
    }

    /// Sends everybody to the other nodes, one after the other within `within`, and takes nobody in any more. Returns when
    /// all have gone.
    pub async fn drain(&self, within: Duration) {
        self.inner.drain.begin(within);
        self.inner.connections.close();
        self.inner.connections.wait().await;
    }

    /// Waits until every live socket has said goodbye. Call it after the host's shutdown, which ends their feeds.
    pub async fn connections_closed(&self) {
        self.inner.connections.close();
        self.inner.connections.wait().await;
    }

    pub(crate) fn host(&self) -> &Host {
        &self.inner.host
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.inner.store
    }

    pub(crate) fn store_handle(&self) -> Arc<dyn Store> {
        Arc::clone(&self.inner.store)
    }

    pub(crate) fn options(&self) -> &ApiOptions {
        &self.inner.options
    }

    pub(crate) fn member_key(&self) -> &MemberKey {
        &self.inner.member_key
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    pub(crate) fn draining(&self) -> &Drain {
        &self.inner.drain
    }

    pub(crate) fn connections(&self) -> &TaskTracker {
        &self.inner.connections
    }

    /// Returns the session that a path names. A text that is no id names no session.
    pub(crate) fn session(&self, id: &str) -> Result<(SessionId, SessionHandle), Failure> {
        let id = SessionId::parse(id).map_err(|_| Failure::session_not_found())?;
        Ok((id.clone(), self.inner.host.session(id)))
    }
}
