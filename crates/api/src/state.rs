//! What all handlers share.

use std::sync::{Arc, Weak};
use std::time::Duration;

use host::{Host, SessionHandle};
use protocol::Code;
use session::SessionId;
use store::{Handshakes, Store, StoreError, StoredDoor};
use tokio_util::task::TaskTracker;

use crate::drain::Drain;
use crate::failure::Failure;
use crate::handshake::{Doors, Hints, LinkKey, Passwords, keep_hinting};
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
    link_key: LinkKey,
    passwords: Passwords,
    hints: Hints,
    doors: Doors,
    connections: TaskTracker,
    drain: Drain,
    limits: Limits,
}

/// The API as long as somebody else keeps it.
pub(crate) struct Weakly(Weak<Inner>);

impl Weakly {
    pub(crate) fn upgrade(&self) -> Option<Api> {
        self.0.upgrade().map(|inner| Api { inner })
    }
}

impl Api {
    /// Makes the API. Asks the store for the key that member tokens are made with.
    pub async fn new(host: Host, store: Arc<dyn Store>, options: ApiOptions) -> Result<Self, StoreError> {
        let member_key = MemberKey::load(&*store).await?;
        let inner = Inner {
            link_key: LinkKey::load(&*store).await?,
            host,
            store,
            options,
            member_key,
            passwords: Passwords::new(),
            hints: Hints::new(),
            doors: Doors::default(),
            connections: TaskTracker::new(),
            drain: Drain::new(),
            limits: Limits::new(),
        };
        let api = Self { inner: Arc::new(inner) };
        tokio::spawn(keep_hinting(Weakly(Arc::downgrade(&api.inner))));
        Ok(api)
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

    pub(crate) fn link_key(&self) -> &LinkKey {
        &self.inner.link_key
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.inner.passwords
    }

    pub(crate) fn hints(&self) -> &Hints {
        &self.inner.hints
    }

    /// Returns where invitations, knocks, doors, links and codes are kept.
    pub(crate) fn handshakes(&self) -> Result<&dyn Handshakes, Failure> {
        let none = || Failure::new(Code::Internal, "this server's database keeps no invitations");
        self.inner.store.handshakes().ok_or_else(none)
    }

    /// Returns what a session's door is like.
    pub(crate) async fn door(&self, session: &SessionId) -> Result<StoredDoor, Failure> {
        Ok(self.inner.doors.of(self.handshakes()?, session).await?)
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
