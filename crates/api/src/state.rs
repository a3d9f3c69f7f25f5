//! What all handlers share.

use std::sync::{Arc, Weak};
use std::time::Duration;

use host::{Host, SessionHandle};
use protocol::Code;
use providers::Providers;
use session::{Refusal, SessionId, Visibility};
use store::{Accounts, AllSeries, Catalogue, Handshakes, Store, StoreError, StoredDoor};
use tokio_util::task::TaskTracker;

use crate::catalog::Sums;
use crate::drain::Drain;
use crate::failure::Failure;
use crate::following_up::FollowUps;
use crate::handshake::{Hints, LinkKey, Remembered, keep_hinting};
use crate::library::Ids;
use crate::limiter::Limits;
use crate::lockout::Lockout;
use crate::options::ApiOptions;
use crate::passwords::Passwords;
use crate::seal::SealKey;
use crate::sign_outs::{SignOuts, keep_signing_out};
use crate::token::MemberKey;
use crate::users::Provider;

/// The services' way to the session hosts and the tables. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    inner: Arc<Inner>,
}

struct Inner {
    host: Host,
    store: Arc<dyn Store>,
    options: ApiOptions,
    keys: Keys,
    passwords: Passwords,
    provider: Option<Provider>,
    lockout: Lockout,
    sign_outs: SignOuts,
    hints: Hints,
    doors: Remembered<StoredDoor>,
    visibilities: Remembered<Visibility>,
    connections: TaskTracker,
    drain: Drain,
    limits: Limits,
    follow_ups: Arc<FollowUps>,
    film_ids: Ids,
    sums: Sums,
}

/// The API as long as somebody else keeps it.
pub(crate) struct Weakly(Weak<Inner>);

impl Weakly {
    pub(crate) fn upgrade(&self) -> Option<Api> {
        self.0.upgrade().map(|inner| Api { inner })
    }
}

/// What this server signs with.
pub struct Keys {
    member: MemberKey,
    link: LinkKey,
    seal: SealKey,
}

impl Keys {
    /// Takes the keys that all nodes of this server share; the first start makes them.
    pub async fn load(store: &dyn Store) -> Result<Self, StoreError> {
        Ok(Self {
            member: MemberKey::load(store).await?,
            link: LinkKey::load(store).await?,
            seal: SealKey::load(store).await?,
        })
    }
}

impl Api {
    /// Makes the API.
    pub fn new(host: Host, store: Arc<dyn Store>, keys: Keys, options: ApiOptions) -> Self {
        let inner = Inner {
            provider: options.openid.clone().map(Provider::new),
            host,
            store,
            options,
            keys,
            passwords: Passwords::new(),
            lockout: Lockout::default(),
            sign_outs: SignOuts::new(),
            hints: Hints::new(),
            doors: Remembered::new(),
            visibilities: Remembered::new(),
            connections: TaskTracker::new(),
            drain: Drain::new(),
            limits: Limits::new(),
            follow_ups: Arc::default(),
            film_ids: Ids::default(),
            sums: Sums::default(),
        };
        let api = Self { inner: Arc::new(inner) };
        tokio::spawn(keep_hinting(Weakly(Arc::downgrade(&api.inner))));
        tokio::spawn(keep_signing_out(Weakly(Arc::downgrade(&api.inner))));
        api
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

    /// Refuses a text with a word that is not wanted on this server.
    pub(crate) fn wanted(&self, text: &str) -> Result<(), Refusal> {
        self.inner.options.blocked_words.check(text)
    }

    pub(crate) fn member_key(&self) -> &MemberKey {
        &self.inner.keys.member
    }

    pub(crate) fn link_key(&self) -> &LinkKey {
        &self.inner.keys.link
    }

    pub(crate) fn seal_key(&self) -> &SealKey {
        &self.inner.keys.seal
    }

    pub(crate) fn lockout(&self) -> &Lockout {
        &self.inner.lockout
    }

    pub(crate) fn sign_outs(&self) -> &SignOuts {
        &self.inner.sign_outs
    }

    /// Returns the identity provider, where there is one.
    pub(crate) fn provider(&self) -> Option<&Provider> {
        self.inner.provider.as_ref()
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

    /// Returns where series are kept.
    pub(crate) fn all_series(&self) -> Result<&dyn AllSeries, Failure> {
        let none = || Failure::new(Code::Internal, "this server's database keeps no series");
        self.inner.store.all_series().ok_or_else(none)
    }

    /// Returns where videos are kept.
    pub(crate) fn catalogue(&self) -> Result<&dyn Catalogue, Failure> {
        let none = || Failure::new(Code::Internal, "this server's database keeps no videos");
        self.inner.store.catalogue().ok_or_else(none)
    }

    /// Returns where videos come from.
    pub(crate) fn providers(&self) -> &Providers {
        &self.inner.options.providers
    }

    /// Returns where sign-ins and the ways to sign in are kept.
    pub(crate) fn accounts(&self) -> Result<&dyn Accounts, Failure> {
        let none = || Failure::new(Code::Internal, "this server's database keeps no sign-ins");
        self.inner.store.accounts().ok_or_else(none)
    }

    /// Returns what a session's door is like.
    pub(crate) async fn door(&self, session: &SessionId) -> Result<StoredDoor, Failure> {
        let handshakes = self.handshakes()?;
        let read = async { handshakes.door(session).await.map(Some) };
        Ok(self.inner.doors.of(session, read).await?.unwrap_or_default())
    }

    /// Returns who may know of a session.
    pub(crate) async fn visibility(&self, session: &SessionId) -> Result<Visibility, Failure> {
        let read = async { Ok(self.store().summary(session).await?.map(|listed| listed.summary.visibility)) };
        self.inner.visibilities.of(session, read).await?.ok_or_else(Failure::session_not_found)
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// Returns the places for videos of which more is to become known.
    pub(crate) fn follow_ups(&self) -> &Arc<FollowUps> {
        &self.inner.follow_ups
    }

    /// Returns the ids that films of this server's folders have.
    pub(crate) fn film_ids(&self) -> &Ids {
        &self.inner.film_ids
    }

    /// Returns what is counted over the whole catalogue.
    pub(crate) fn sums(&self) -> &Sums {
        &self.inner.sums
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
