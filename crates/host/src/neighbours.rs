//! This node among the others: its lease, whom it tells them that it sees, and whom they see.
//!
//! The store is the truth here as for the log: rolls are written to it, in batches, and read from it. A node that is alone
//! writes none.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use broker::Notice;
use session::{MemberId, SessionId};
use store::{NodeId, PresentMember, Roll, Rolls, StoreError};
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::host::Shared;
use crate::request::Request;

/// About how many sessions' rolls are asked for at a time.
const ROLLS_SESSIONS_MAX: usize = 1_000;
/// How long a node that stops waits for the store to take it out; without that, its lease ends by itself.
const RETIRE_WITHIN: Duration = Duration::from_secs(2);

/// What a node knows of the others, and has yet to tell them.
#[derive(Debug)]
pub(crate) struct Neighbours {
    id: NodeId,
    has_any: AtomicBool,
    has_had_any: AtomicBool,
    /// Until when the nodes tell each other anew who is where, as the store has lost it.
    settled_at: Mutex<Option<Instant>>,
    untold: Mutex<BTreeMap<SessionId, Vec<PresentMember>>>,
    to_tell: Notify,
    /// The sessions in which other nodes were seen to see somebody.
    shared_with: Mutex<HashSet<SessionId>>,
}

impl Neighbours {
    pub(crate) fn new() -> Self {
        Self {
            id: NodeId::random(),
            has_any: AtomicBool::new(false),
            has_had_any: AtomicBool::new(false),
            settled_at: Mutex::default(),
            untold: Mutex::default(),
            to_tell: Notify::new(),
            shared_with: Mutex::default(),
        }
    }

    /// Returns whether this node is the only one that lives, as far as it knows.
    pub(crate) fn is_alone(&self) -> bool {
        !self.has_any.load(Ordering::Relaxed)
    }

    /// Returns whether it has never seen another one.
    pub(crate) fn has_always_been_alone(&self) -> bool {
        !self.has_had_any.load(Ordering::Relaxed)
    }

    /// Returns whether what the store tells of the others may not be complete just now.
    pub(crate) fn is_settling(&self) -> bool {
        self.settled_at().is_some_and(|at| at > Instant::now())
    }

    /// Returns when the others have had the time to tell everything anew that the store has lost.
    pub(crate) fn settled_at(&self) -> Option<Instant> {
        // A moment is whole whatever panicked beside it.
        *self.settled_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The store does not know any more that this node lives, and may not know it of the others: for as long as a lease
    /// takes, those who are missing are not gone.
    fn settle(&self, lease_ms: u32) {
        let settled_at = Instant::now() + Duration::from_millis(lease_ms.into());
        *self.settled_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(settled_at);
    }

    /// Tells the others whom this node sees in a session, soon.
    pub(crate) fn tell(&self, session: SessionId, members: Vec<PresentMember>) {
        self.lock().insert(session, members);
        self.to_tell.notify_one();
    }

    /// Notes whether other nodes see somebody in a session: when they do not any more, it is to be told.
    pub(crate) fn note_shared(&self, session: &SessionId, is_shared: bool) {
        let mut shared_with = self.shared_with();
        if !is_shared {
            shared_with.remove(session);
        } else if !shared_with.contains(session) {
            shared_with.insert(session.clone());
        }
    }

    fn shared_with(&self) -> MutexGuard<'_, HashSet<SessionId>> {
        // As for the rolls.
        self.shared_with.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_untold(&self) -> Vec<Roll> {
        let untold = std::mem::take(&mut *self.lock());
        untold.into_iter().map(|(session, members)| Roll { session, members }).collect()
    }

    /// Keeps what could not be told, unless there is something newer to tell.
    fn keep_untold(&self, rolls: Vec<Roll>) {
        let mut untold = self.lock();
        for Roll { session, members } in rolls {
            untold.entry(session).or_insert(members);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SessionId, Vec<PresentMember>>> {
        // A map of rolls is whole whatever panicked beside it.
        self.untold.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps this node's lease and everybody's rolls up to date until the host stops.
pub(crate) async fn live_among_others(shared: Arc<Shared>) {
    let mut renewing = interval(Duration::from_millis(shared.options.renew_every_ms));
    renewing.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut others = Others::default();
    loop {
        tokio::select! {
            biased;
            () = shared.stop.cancelled() => break,
            _ = renewing.tick() => match keep_up(&shared, &mut others).await {
                Ok(()) if shared.neighbours.is_alone() && shared.neighbours.shared_with().is_empty() => {}
                Ok(()) => {
                    tell(&shared).await;
                    look_around(&shared).await;
                }
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "could not tell the other nodes that this one lives");
                }
            },
            () = shared.neighbours.to_tell.notified() => tell(&shared).await,
        }
    }
    let retiring = timeout(RETIRE_WITHIN, shared.store.retire(&shared.neighbours.id)).await;
    if !matches!(retiring, Ok(Ok(()))) {
        tracing::warn!("the other nodes will notice by themselves that this one has stopped");
    }
}

/// Whom the other nodes see in a session.
pub(crate) struct Elsewhere {
    pub(crate) members: BTreeMap<MemberId, PresentMember>,
    /// Whether whoever is missing is seen by nobody, and not only lost by the store.
    pub(crate) is_whole: bool,
}

/// The other nodes that live, as the store has said last.
#[derive(Default)]
struct Others {
    known: Vec<NodeId>,
    /// They may have lost whom this node sees.
    are_to_be_told: bool,
}

/// The time is not known better while the first database is away; that this node lives is told to the others all the same.
async fn keep_up(shared: &Shared, others: &mut Others) -> Result<(), StoreError> {
    if let Err(error) = shared.clock.measure(&*shared.store).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the database's clock was not asked");
    }
    renew(shared, others).await
}

/// Says that this node lives. Where the others cannot know whom it sees, every session tells it anew.
async fn renew(shared: &Shared, others: &mut Others) -> Result<(), StoreError> {
    let Shared { store, neighbours, options, .. } = shared;
    let living = if let Some(living) = store.renew(&neighbours.id, options.lease_ms).await? {
        living
    } else {
        // Before it has a lease again: from then on the store says whom it knows of, which may be nobody.
        if !others.known.is_empty() {
            neighbours.settle(options.lease_ms);
        }
        others.are_to_be_told = true;
        store.enlist(&neighbours.id, options.lease_ms).await?
    };
    let known = if neighbours.is_settling() { united(&others.known, living) } else { living };
    if others.known != known {
        tracing::info!(node = %neighbours.id, others = known.len(), "the nodes that live have changed");
    }
    others.are_to_be_told |= others.known.is_empty();
    others.known = known;
    neighbours.has_any.store(!others.known.is_empty(), Ordering::Relaxed);
    neighbours.has_had_any.fetch_or(!others.known.is_empty(), Ordering::Relaxed);
    if !others.known.is_empty() && std::mem::take(&mut others.are_to_be_told) {
        for (_, requests) in shared.loaded() {
            // Who is too busy to be asked tells with its next change.
            drop(requests.try_send(Request::CallRoll));
        }
    }
    Ok(())
}

fn united(one: &[NodeId], other: Vec<NodeId>) -> Vec<NodeId> {
    one.iter().cloned().chain(other).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Reads whom the others see, and gives it to the sessions that it concerns.
async fn look_around(shared: &Shared) {
    let mut loaded = shared.loaded();
    loaded.sort_unstable_by(|(one, _), (other, _)| (one.shard(), one).cmp(&(other.shard(), other)));
    // A page is of one database: one that is away hides nobody of another.
    let same_shard = loaded.chunk_by(|(one, _), (other, _)| one.shard() == other.shard());
    for page in same_shard.flat_map(|of_shard| of_shard.chunks(ROLLS_SESSIONS_MAX)) {
        let ids: Vec<_> = page.iter().map(|(id, _)| id.clone()).collect();
        let asked_at = Instant::now();
        let (rolls, is_whole) = match shared.rolls(&ids).await {
            Ok(answer) => answer,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "could not see whom the other nodes see");
                continue;
            }
        };
        let mut by_session = BTreeMap::<_, Vec<_>>::new();
        for (_, roll) in rolls {
            by_session.entry(roll.session).or_default().push(roll.members);
        }
        for (id, requests) in page {
            let rolls = by_session.remove(id).unwrap_or_default();
            let is_news = !rolls.is_empty() || shared.neighbours.shared_with().contains(id);
            if is_news {
                // Who is too busy to be told is told the next time.
                let elsewhere = Elsewhere { members: merge(rolls), is_whole };
                drop(requests.try_send(Request::Elsewhere(elsewhere, asked_at)));
            }
        }
    }
}

/// A database that is away keeps nothing of another from being told.
async fn tell(shared: &Shared) {
    let mut untold = shared.neighbours.take_untold();
    untold.sort_by_key(|roll| roll.session.shard());
    for rolls in untold.chunk_by(|one, other| one.session.shard() == other.session.shard()) {
        if let Err(error) = shared.store.announce(&shared.neighbours.id, rolls.to_vec()).await {
            tracing::debug!(error = &error as &dyn std::error::Error, "the other nodes will be told later");
            shared.neighbours.keep_untold(rolls.to_vec());
            continue;
        }
        for Roll { session, .. } in rolls {
            if let Err(error) = shared.broker.publish(session, Notice::Presence).await {
                tracing::debug!(error = &error as &dyn std::error::Error, "the other nodes will see by themselves");
            }
        }
    }
}

impl Shared {
    /// Returns whom the other nodes see in a session just now.
    pub(crate) async fn elsewhere(&self, session: &SessionId) -> Result<Elsewhere, StoreError> {
        let (rolls, is_whole) = self.rolls(std::slice::from_ref(session)).await?;
        Ok(Elsewhere { members: merge(rolls.into_iter().map(|(_, roll)| roll.members)), is_whole })
    }

    /// Returns what the others have told of these sessions, and whether the store is sure to have lost nothing of it.
    async fn rolls(&self, sessions: &[SessionId]) -> Result<(Rolls, bool), StoreError> {
        let neighbours = &self.neighbours;
        let was_settled = !neighbours.is_settling();
        let rolls = self.store.rolls(&neighbours.id, sessions).await?;
        if rolls.is_none() {
            neighbours.settle(self.options.lease_ms);
        }
        // It may have been lost between the question and the answer.
        Ok((rolls.unwrap_or_default(), was_settled && !neighbours.is_settling()))
    }
}

/// Who is seen by several nodes stands as the first of them says.
fn merge(rolls: impl IntoIterator<Item = Vec<PresentMember>>) -> BTreeMap<MemberId, PresentMember> {
    let mut merged = BTreeMap::new();
    for present in rolls.into_iter().flatten() {
        merged.entry(present.member.clone()).or_insert(present);
    }
    merged
}
