//! The directory of loaded sessions.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use broker::{Broker, Health, Subscription};
use session::{Carried, LogPosition, MemberId, Opening, Session, SessionId};
use store::{Append, AppendOutcome, Store};
use tokio::sync::{Notify, OnceCell, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::erasing::erase_people;
use crate::error::HostError;
use crate::frame::Encode;
use crate::handle::SessionHandle;
use crate::heads::{Heads, keep_heads};
use crate::neighbours::{Neighbours, live_among_others};
use crate::options::HostOptions;
use crate::presence::Online;
use crate::reactions::Desks;
use crate::request::{Request, View};
use crate::sweeper::sweep;
use crate::task::{Ends, SessionTask};
use crate::turn::load;
use crate::viewers::Viewers;

/// Runs sessions. Cheap to clone; all clones are the same host.
#[derive(Clone)]
pub struct Host {
    shared: Arc<Shared>,
}

/// A place in the directory: empty while the session is being loaded, by one task for all who ask.
pub(crate) type Slot = Arc<OnceCell<mpsc::Sender<Request>>>;

/// What all of a host's tasks share.
pub(crate) struct Shared {
    pub(crate) options: HostOptions,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) broker: Arc<dyn Broker>,
    pub(crate) encode: Arc<dyn Encode>,
    pub(crate) clock: Clock,
    pub(crate) neighbours: Neighbours,
    pub(crate) stop: CancellationToken,
    pub(crate) heads: Heads,
    pub(crate) reactions: Desks,
    /// There is somebody to erase.
    pub(crate) erasing: Notify,
    tasks: TaskTracker,
    sessions: Mutex<BTreeMap<SessionId, Slot>>,
}

impl Host {
    /// Starts a host without a loaded session, and its sweeper where it has one, which loads those whose time has come.
    pub fn start(
        options: HostOptions,
        store: Arc<dyn Store>,
        broker: Arc<dyn Broker>,
        encode: Arc<dyn Encode>,
        clock: Clock,
    ) -> Self {
        let shared = Arc::new(Shared {
            options,
            store,
            broker,
            encode,
            clock,
            neighbours: Neighbours::new(),
            stop: CancellationToken::new(),
            heads: Heads::default(),
            reactions: Desks::default(),
            erasing: Notify::new(),
            tasks: TaskTracker::new(),
            sessions: Mutex::default(),
        });
        if options.sweeps {
            shared.tasks.spawn(sweep(Arc::clone(&shared)));
        }
        shared.tasks.spawn(live_among_others(Arc::clone(&shared)));
        shared.tasks.spawn(keep_heads(Arc::clone(&shared)));
        shared.tasks.spawn(erase_people(Arc::clone(&shared)));
        Self { shared }
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Returns the server's clock.
    pub fn clock(&self) -> Clock {
        self.shared.clock.clone()
    }

    /// Creates a session. When this returns, it is durable.
    pub async fn create(&self, id: SessionId, opening: Opening) -> Result<View, HostError> {
        self.create_after(id, opening, None).await
    }

    /// Creates a session that takes something over from another one.
    pub async fn create_after(
        &self,
        id: SessionId,
        opening: Opening,
        carried: Option<Carried>,
    ) -> Result<View, HostError> {
        let entries = opening.entries(carried, self.shared.clock.now());
        let begun = entries.split_first().and_then(|(first, rest)| Some((Session::begin(first)?, rest)));
        let (mut session, rest) = begun.ok_or(HostError::Log("an opening is no beginning"))?;
        for entry in rest {
            session.apply(entry).map_err(|_| HostError::Log("what was carried is out of order"))?;
        }
        let append = Append {
            session: id,
            after: LogPosition::default(),
            entries,
            command: None,
            summary: session.summary(),
            wake_at: session.deadline().map(|(at, _)| at),
            scores: Vec::new(),
        };
        match self.shared.store.append(append).await? {
            AppendOutcome::Appended(stored) => {
                let head = stored.last().map(|stored| stored.position).unwrap_or_default();
                Ok(View { session: Arc::new(session), head, online: Online::default() })
            }
            AppendOutcome::Conflict | AppendOutcome::Repeated { .. } => Err(HostError::Taken),
        }
    }

    /// Returns a session, which need not exist: asking it tells.
    pub fn session(&self, id: SessionId) -> SessionHandle {
        SessionHandle::new(Arc::clone(&self.shared), id)
    }

    /// Returns whether other nodes live, that people can go to.
    pub fn has_neighbours(&self) -> bool {
        !self.shared.neighbours.is_alone()
    }

    /// Returns how many sessions are loaded.
    pub fn loaded(&self) -> usize {
        self.shared.lock().len()
    }

    /// Returns whether this node hears at once of what others do.
    pub fn broker_health(&self) -> Health {
        self.shared.broker.health().now()
    }

    /// Tells a user's pages, wherever they are open, that something concerns them. A hint: who misses it asks the store.
    pub async fn tell_user(&self, user: &MemberId) {
        if let Err(error) = self.shared.broker.tell_user(user).await {
            tracing::debug!(%user, %error, "a user is told later");
        }
    }

    /// Listens for a user, from now on.
    pub async fn listen_for_user(&self, user: &MemberId) -> Result<Subscription, HostError> {
        let listening = self.shared.broker.listen_for_user(user).await;
        listening.map_err(|error| {
            HostError::Store(store::StoreError::Unavailable { outage: store::Outage::Away, source: error.into() })
        })
    }

    /// Returns whether hints of other nodes may be missed just now, so that the store has to be asked.
    pub fn may_miss_hints(&self) -> bool {
        let broker = &self.shared.broker;
        self.has_neighbours() && !(broker.reaches_other_processes() && broker.health().now().is_connected())
    }

    /// Waits until this host stops.
    pub async fn stopped(&self) {
        self.shared.stop.cancelled().await;
    }

    /// Stops: everything asked so far is answered, every feed is closed, and nothing acknowledged is lost.
    pub async fn shutdown(&self) {
        self.shared.stop.cancel();
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
    }
}

impl Shared {
    /// Returns where to ask a session, loading it where needed.
    pub(crate) async fn requests(self: &Arc<Self>, id: &SessionId) -> Result<mpsc::Sender<Request>, HostError> {
        if self.stop.is_cancelled() {
            return Err(HostError::Busy);
        }
        let slot = self.slot(id);
        let loaded = slot.get_or_try_init(|| self.load(id, Arc::clone(&slot))).await;
        loaded.cloned().inspect_err(|_| self.forget(id, &slot))
    }

    /// Returns the loaded sessions, and where to ask them.
    pub(crate) fn loaded(&self) -> Vec<(SessionId, mpsc::Sender<Request>)> {
        let sessions = self.lock();
        sessions.iter().filter_map(|(id, slot)| Some((id.clone(), slot.get()?.clone()))).collect()
    }

    fn slot(&self, id: &SessionId) -> Slot {
        let mut sessions = self.lock();
        let slot = sessions.entry(id.clone()).or_default();
        if slot.get().is_some_and(mpsc::Sender::is_closed) {
            *slot = Slot::default();
        }
        Arc::clone(slot)
    }

    /// Listens before it reads, so that nothing falls in between.
    async fn load(self: &Arc<Self>, id: &SessionId, slot: Slot) -> Result<mpsc::Sender<Request>, HostError> {
        let notices = self.broker.subscribe(id).await;
        let notices = notices
            .map_err(|error| store::StoreError::Unavailable { outage: store::Outage::Away, source: error.into() })?;
        let folded = load(&*self.store, id).await?;
        let viewers = Viewers::after_load(self.store.playback(id).await?);
        let elsewhere = if self.neighbours.is_alone() { None } else { Some(self.elsewhere(id).await?) };
        self.keep(id, &slot)?;
        self.heads.loaded(id, folded.1);
        let (requests, waiting) = mpsc::channel(self.options.waiting_requests_max);
        let ends = Ends { requests: waiting, notices, slot };
        let mut task = SessionTask::new(Arc::clone(self), id.clone(), folded, viewers, ends);
        if let Some(elsewhere) = elsewhere {
            task.hear_of_elsewhere(elsewhere);
        }
        self.tasks.spawn(task.run());
        Ok(requests)
    }

    /// Makes sure that the directory leads to this slot: a failed load may have taken it out while others waited on it.
    fn keep(&self, id: &SessionId, slot: &Slot) -> Result<(), HostError> {
        let mut sessions = self.lock();
        let current = sessions.entry(id.clone()).or_insert_with(|| Arc::clone(slot));
        if Arc::ptr_eq(current, slot) { Ok(()) } else { Err(HostError::Busy) }
    }

    /// Takes a session out of the directory, unless another task has taken its place.
    pub(crate) fn forget(&self, id: &SessionId, slot: &Slot) {
        let mut sessions = self.lock();
        if sessions.get(id).is_some_and(|current| Arc::ptr_eq(current, slot)) {
            sessions.remove(id);
            self.heads.forget(id);
        }
    }

    /// Hands a session's head that was seen in the store to its task. One that is busy is told the next time.
    pub(crate) fn tell_head(&self, id: &SessionId, head: LogPosition) {
        let requests = self.lock().get(id).and_then(|slot| slot.get().cloned());
        if let Some(requests) = requests {
            drop(requests.try_send(Request::Hear(head)));
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SessionId, Slot>> {
        // A map of slots is whole whatever panicked beside it.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
