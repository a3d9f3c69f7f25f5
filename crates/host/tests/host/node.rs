//! A node for tests: a host on a store and a broker that several nodes may share.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use broker::{Broker, InProcessBroker};
use bytes::Bytes;
use host::{
    Attachment, Clock, CommandError, CommandRequest, Done, Encode, FeedItem, Host, HostOptions, Movement,
    PresenceChange, Report, Resume, SessionHandle,
};
use session::{Actor, Command, CommandId, Emoji, LogPosition, MemberId, Name, NoteId, Score, SessionId};
use store::{
    Append, AppendOutcome, Layers, Listed, LocalNodes, MessagesQuery, NodeId, NoteAdded, NoteCursor, NotesMost, Roll,
    Rolls, ScoresQuery, SessionsQuery, SqliteOptions, SqliteStore, Store, StoreError, StoredEntry, StoredMessage,
    StoredNote, StoredPlayback, StoredReport, StoredScore, StoredUser, TokenHash, Visit, VisitsQuery,
};
use testkit::{member, name, opening, session_id};
use timeline::Timestamp;
use tokio::sync::{Notify, Semaphore};
use tokio::time::timeout;

/// Far above what anything takes; only a failure waits for it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Frames as plain text: `7 Played`, or `ana online`.
struct PlainText;

impl Encode for PlainText {
    fn entry(&self, stored: &StoredEntry, _by: Option<&Name>) -> Bytes {
        let event = format!("{:?}", stored.entry.event);
        let word = event.split([' ', '{']).next().unwrap_or_default().to_owned();
        format!("{} {word}", stored.position.seq).into()
    }

    fn presence(&self, changes: &[PresenceChange], online: usize) -> Bytes {
        if changes.is_empty() {
            return format!("{online} online").into();
        }
        let words = changes.iter().map(|change| match change.standing {
            Some(standing) => format!("{} {:?} {} ms", change.member, standing.movement, standing.drift_ms),
            None => format!("{} {}", change.member, if change.online { "online" } else { "offline" }),
        });
        words.collect::<Vec<_>>().join(", ").into()
    }

    fn reactions(&self, batch: u64, counts: &[(Emoji, u32)]) -> Bytes {
        let counts: Vec<_> = counts.iter().map(|(emoji, count)| format!("{count} {emoji}")).collect();
        format!("reactions {batch}: {}", counts.join(", ")).into()
    }
}

/// The leases and rolls of all nodes.
type Nodes = Arc<Mutex<Arc<LocalNodes>>>;

/// What several nodes share.
pub(crate) struct Cluster {
    folder: tempfile::TempDir,
    pub(crate) broker: Arc<InProcessBroker>,
    nodes: Nodes,
    /// Whether a new node begins while its store is away.
    pub(crate) starts_off: bool,
    pub(crate) options: HostOptions,
}

impl Cluster {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            folder,
            broker: Arc::new(InProcessBroker::new()),
            nodes: Arc::default(),
            starts_off: false,
            options: HostOptions { renew_every_ms: 50, ..HostOptions::default() },
        }
    }

    /// The store loses all leases and rolls, as a failover does. Each node finds the way to the new one with its next renewal.
    pub(crate) fn fail_over(&self) {
        *self.nodes.lock().unwrap() = Arc::default();
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("db")
    }

    pub(crate) async fn node(&self) -> Node {
        let store = SqliteStore::open(SqliteOptions::new(self.file())).await.unwrap();
        let store = Box::new(store);
        self.node_on(store, Arc::clone(&self.broker) as _)
    }

    /// A node with a broker of its own.
    pub(crate) fn node_on(&self, store: Box<dyn Store>, broker: Arc<dyn Broker>) -> Node {
        let store = Arc::new(Switch::new(store, Arc::clone(&self.nodes), self.starts_off));
        let host = Host::start(self.options, Arc::clone(&store) as _, broker, Arc::new(PlainText), Clock::start(None));
        Node { host, store }
    }
}

pub(crate) struct Node {
    pub(crate) host: Host,
    pub(crate) store: Arc<Switch>,
}

impl Node {
    /// A session of ana, in which ana and ben are present.
    pub(crate) async fn party(&self) -> SessionId {
        let id = session_id("party");
        self.host.create(id.clone(), opening("ana")).await.unwrap();
        for who in ["ana", "ben"] {
            self.join(&id, who).await.unwrap();
        }
        id
    }

    pub(crate) async fn join(&self, id: &SessionId, who: &str) -> Result<Done, CommandError> {
        self.ask(id, who, None, Command::Join { name: name(who) }).await
    }

    pub(crate) async fn ask(
        &self,
        id: &SessionId,
        who: &str,
        command_id: Option<&str>,
        command: Command,
    ) -> Result<Done, CommandError> {
        let request = CommandRequest {
            actor: Actor::Member(member(who)),
            id: command_id.map(|id| CommandId::parse(id).unwrap()),
            based_on: None,
            command,
        };
        self.host.session(id.clone()).command(request).await
    }

    pub(crate) async fn attach(&self, id: &SessionId, who: &str, from: Option<LogPosition>) -> Attachment {
        self.host.session(id.clone()).attach(member(who), from).await.unwrap()
    }
}

/// A player that follows the session as it is now.
pub(crate) struct Player {
    pub(crate) session: SessionHandle,
    name: &'static str,
    attachment: Attachment,
}

impl Player {
    pub(crate) async fn new(node: &Node, id: &SessionId, name: &'static str) -> Self {
        let attachment = node.attach(id, name, None).await;
        Self { session: node.host.session(id.clone()), name, attachment }
    }

    pub(crate) async fn tells(&self, movement: Movement) {
        self.report(movement, false).await;
    }

    pub(crate) async fn report(&self, movement: Movement, away: bool) {
        let view = self.session.view().await.unwrap();
        let position = view.session.screen().timeline.position;
        let rev = Some(view.session.rev());
        let report = Report { position, movement, at: None, round_trip_ms: None, start_latency_ms: None, rev, away };
        self.session.report(member(self.name), report).await.unwrap();
    }

    pub(crate) async fn sees(&mut self, frame: &str) {
        frames_until(&mut self.attachment, frame).await;
    }

    pub(crate) async fn waits_for(&self) -> Vec<String> {
        let view = self.session.view().await.unwrap();
        view.session.hold().map(|hold| hold.of.iter().map(ToString::to_string).collect()).unwrap_or_default()
    }
}

/// Reads frames until one of them is `last`; returns all of them.
pub(crate) async fn frames_until(attachment: &mut Attachment, last: &str) -> Vec<String> {
    let mut frames = Vec::new();
    let reading = async {
        while frames.last().is_none_or(|frame| frame != last) {
            match attachment.feed.next().await {
                FeedItem::Frame(bytes) => frames.push(String::from_utf8(bytes.to_vec()).unwrap()),
                other => panic!("{other:?} after {frames:?}"),
            }
        }
    };
    let read = timeout(PATIENCE, reading).await;
    assert!(read.is_ok(), "no {last:?} after {frames:?}");
    frames
}

/// The frames that a resumed attachment missed.
pub(crate) fn missed(attachment: &Attachment) -> Vec<String> {
    let Resume::Missed(frames) = &attachment.resume else { panic!("{:?}", attachment.resume) };
    frames.iter().map(|bytes| String::from_utf8(bytes.to_vec()).unwrap()).collect()
}

/// A store that can be switched off for writing, as a full disk is.
pub(crate) struct Switch {
    store: Box<dyn Store>,
    nodes: Nodes,
    /// Those of the store that this node has found last.
    found: Nodes,
    off: AtomicBool,
    takes_no_entries: AtomicBool,
    reads: AtomicUsize,
    sweeps: AtomicUsize,
    renewals: AtomicUsize,
    rounds: AtomicUsize,
    told: AtomicUsize,
    looks: AtomicUsize,
    /// What becomes of the next answer to its node that it is in the list of those that live.
    enlisting: Mutex<Enlisting>,
    enlisted: Notify,
    /// The answer to the next round that looks whom the other nodes see is late until it is let go.
    holds_round: AtomicBool,
    round_is_held: Notify,
    let_go: Semaphore,
}

impl Switch {
    fn new(store: Box<dyn Store>, nodes: Nodes, off: bool) -> Self {
        let found = Arc::new(Mutex::new(Arc::clone(&nodes.lock().unwrap())));
        Self {
            store,
            nodes,
            found,
            off: AtomicBool::new(off),
            takes_no_entries: AtomicBool::new(false),
            reads: AtomicUsize::new(0),
            sweeps: AtomicUsize::new(0),
            renewals: AtomicUsize::new(0),
            rounds: AtomicUsize::new(0),
            told: AtomicUsize::new(0),
            looks: AtomicUsize::new(0),
            enlisting: Mutex::default(),
            enlisted: Notify::new(),
            holds_round: AtomicBool::new(false),
            round_is_held: Notify::new(),
            let_go: Semaphore::new(0),
        }
    }

    /// Its node finds the way to the store that has taken over, before it says there that it lives.
    pub(crate) fn find_the_way(&self) {
        *self.found.lock().unwrap() = Arc::clone(&self.nodes.lock().unwrap());
    }

    /// Returns once its node has told the others that it sees so many in a session.
    pub(crate) async fn told(&self, people: usize) {
        let telling = async {
            while self.told.load(Ordering::SeqCst) < people {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, telling).await.unwrap();
    }

    /// Returns once its node has looked so many times more whom the others see.
    pub(crate) async fn looked(&self, times: usize) {
        counted(&self.looks, times).await;
    }

    /// Returns once its node is in the list of those that live, and does not know of it until [`Self::let_go`].
    pub(crate) async fn hold_enlisting(&self) {
        *self.enlisting.lock().unwrap() = Enlisting::Held;
        timeout(PATIENCE, self.enlisted.notified()).await.unwrap();
    }

    /// Returns once its node is in the list of those that live, and has had a failure for an answer.
    pub(crate) async fn lose_enlisting(&self) {
        *self.enlisting.lock().unwrap() = Enlisting::Lost;
        timeout(PATIENCE, self.enlisted.notified()).await.unwrap();
    }

    fn nodes(&self) -> Arc<LocalNodes> {
        Arc::clone(&self.found.lock().unwrap())
    }

    /// From now on its node cannot add to logs, and can do everything else.
    pub(crate) fn take_no_entries(&self) {
        self.takes_no_entries.store(true, Ordering::SeqCst);
    }

    /// Returns once its node has said so many times more that it lives.
    pub(crate) async fn renewed(&self, times: usize) {
        counted(&self.renewals, times).await;
    }

    /// Returns once its node has begun so many more rounds over all sessions to see whom the others see. A round begins when
    /// the one before has told the sessions.
    pub(crate) async fn looked_around(&self, times: usize) {
        counted(&self.rounds, times).await;
    }

    /// Returns once the store has answered such a round, and the answer is on its way until [`Self::let_go`].
    pub(crate) async fn hold_round(&self) {
        self.holds_round.store(true, Ordering::SeqCst);
        timeout(PATIENCE, self.round_is_held.notified()).await.unwrap();
    }

    pub(crate) fn let_go(&self) {
        self.let_go.add_permits(1);
    }

    /// Returns how often somebody has looked for sessions that nobody sees.
    pub(crate) fn sweeps(&self) -> usize {
        self.sweeps.load(Ordering::SeqCst)
    }

    /// Returns how many are present, as the list of sessions says.
    pub(crate) async fn present(&self, id: &SessionId) -> u32 {
        let query = SessionsQuery { state: None, search: None, now: Timestamp::from_ms(0), after: None, limit: 100 };
        let listed = self.store.sessions(query).await.unwrap();
        listed.into_iter().find(|listed| listed.id == *id).unwrap().summary.present
    }

    pub(crate) fn set_off(&self, off: bool) {
        self.off.store(off, Ordering::SeqCst);
    }

    /// How often a log has been read.
    pub(crate) fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    fn check(&self) -> Result<(), StoreError> {
        if self.off.load(Ordering::SeqCst) {
            return Err(away());
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Enlisting {
    #[default]
    Answered,
    Held,
    Lost,
}

fn away() -> StoreError {
    StoreError::Unavailable { outage: store::Outage::DiskFull, source: "switched off".into() }
}

async fn counted(count: &AtomicUsize, times: usize) {
    let enough = count.load(Ordering::SeqCst) + times;
    let counting = async {
        while count.load(Ordering::SeqCst) < enough {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, counting).await.unwrap();
}

#[async_trait]
impl Layers for Switch {
    async fn add_note(&self, session: &SessionId, note: StoredNote, most: NotesMost) -> Result<NoteAdded, StoreError> {
        self.check()?;
        self.store.add_note(session, note, most).await
    }

    async fn notes(
        &self,
        session: &SessionId,
        after: Option<&NoteCursor>,
        limit: u32,
    ) -> Result<Vec<StoredNote>, StoreError> {
        self.store.notes(session, after, limit).await
    }

    async fn note(&self, session: &SessionId, id: &NoteId) -> Result<Option<StoredNote>, StoreError> {
        self.store.note(session, id).await
    }

    async fn remove_note(&self, session: &SessionId, id: &NoteId) -> Result<bool, StoreError> {
        self.check()?;
        self.store.remove_note(session, id).await
    }
}

#[async_trait]
impl Store for Switch {
    async fn append(&self, append: Append) -> Result<AppendOutcome, StoreError> {
        self.check()?;
        if self.takes_no_entries.load(Ordering::SeqCst) {
            return Err(away());
        }
        self.store.append(append).await
    }

    async fn read(&self, session: &SessionId, after: u64, limit: u32) -> Result<Vec<StoredEntry>, StoreError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.store.read(session, after, limit).await
    }

    async fn head(&self, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
        self.store.head(session).await
    }

    async fn heads(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, LogPosition)>, StoreError> {
        self.store.heads(sessions).await
    }

    async fn position(&self, session: &SessionId, seq: u64) -> Result<Option<LogPosition>, StoreError> {
        self.store.position(session, seq).await
    }

    async fn command(&self, session: &SessionId, by: &MemberId, id: &CommandId) -> Result<Option<u64>, StoreError> {
        self.store.command(session, by, id).await
    }

    async fn verify(&self, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
        self.store.verify(session).await
    }

    async fn sessions(&self, query: SessionsQuery) -> Result<Vec<Listed>, StoreError> {
        self.store.sessions(query).await
    }

    async fn ids(&self, after: Option<&SessionId>, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        self.store.ids(after, limit).await
    }

    async fn newest(&self) -> Result<Option<Timestamp>, StoreError> {
        self.store.newest().await
    }

    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        self.store.due(now, limit).await
    }

    async fn unattended(&self, after: Option<&SessionId>, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        self.sweeps.fetch_add(1, Ordering::SeqCst);
        self.check()?;
        let occupied = self.store.unattended(after, limit).await?;
        Ok(occupied.into_iter().filter(|session| !self.nodes().is_seen(session)).collect())
    }

    async fn enlist(&self, node: &NodeId, for_ms: u32) -> Result<Vec<NodeId>, StoreError> {
        self.check()?;
        let others = self.nodes().enlist(node, for_ms);
        let enlisting = std::mem::take(&mut *self.enlisting.lock().unwrap());
        if enlisting != Enlisting::Answered {
            self.enlisted.notify_one();
        }
        match enlisting {
            Enlisting::Answered => Ok(others),
            Enlisting::Lost => Err(away()),
            Enlisting::Held => {
                self.let_go.acquire().await.unwrap().forget();
                Ok(others)
            }
        }
    }

    async fn renew(&self, node: &NodeId, for_ms: u32) -> Result<Option<Vec<NodeId>>, StoreError> {
        self.check()?;
        self.renewals.fetch_add(1, Ordering::SeqCst);
        self.found.lock().unwrap().clone_from(&self.nodes.lock().unwrap());
        Ok(self.nodes().renew(node, for_ms))
    }

    async fn retire(&self, node: &NodeId) -> Result<(), StoreError> {
        self.check()?;
        self.nodes().retire(node);
        Ok(())
    }

    async fn announce(&self, node: &NodeId, rolls: Vec<Roll>) -> Result<(), StoreError> {
        self.check()?;
        let most = rolls.iter().map(|roll| roll.members.len()).max();
        self.nodes().announce(node, rolls);
        self.told.fetch_max(most.unwrap_or(0), Ordering::SeqCst);
        Ok(())
    }

    async fn rolls(&self, node: &NodeId, sessions: &[SessionId]) -> Result<Option<Rolls>, StoreError> {
        let rolls = self.nodes().rolls(node, sessions);
        self.looks.fetch_add(1, Ordering::SeqCst);
        // A session looks for itself alone; in tests that tell rounds from that, there are several.
        if sessions.len() > 1 {
            self.rounds.fetch_add(1, Ordering::SeqCst);
            if self.holds_round.swap(false, Ordering::SeqCst) {
                self.round_is_held.notify_one();
                self.let_go.acquire().await.unwrap().forget();
            }
        }
        Ok(rolls)
    }

    async fn save_playback(&self, session: &SessionId, viewers: Vec<StoredPlayback>) -> Result<(), StoreError> {
        self.check()?;
        self.store.save_playback(session, viewers).await
    }

    async fn playback(&self, session: &SessionId) -> Result<Vec<StoredPlayback>, StoreError> {
        self.store.playback(session).await
    }

    async fn visits(&self, user: &MemberId, query: VisitsQuery) -> Result<Vec<Visit>, StoreError> {
        self.store.visits(user, query).await
    }

    async fn leaders(&self, session: &SessionId, limit: u32) -> Result<Vec<(MemberId, Score)>, StoreError> {
        self.store.leaders(session, limit).await
    }

    async fn scores(&self, query: ScoresQuery) -> Result<Vec<StoredScore>, StoreError> {
        self.store.scores(query).await
    }

    async fn messages(&self, query: MessagesQuery) -> Result<Vec<StoredMessage>, StoreError> {
        self.store.messages(query).await
    }

    async fn rebuild_messages(&self, session: &SessionId) -> Result<u64, StoreError> {
        self.store.rebuild_messages(session).await
    }

    async fn report_message(&self, session: &SessionId, report: StoredReport) -> Result<(), StoreError> {
        self.store.report_message(session, report).await
    }

    async fn message_reports(&self, session: &SessionId, limit: u32) -> Result<Vec<StoredReport>, StoreError> {
        self.store.message_reports(session, limit).await
    }

    async fn create_user(&self, user: StoredUser, token: TokenHash) -> Result<(), StoreError> {
        self.check()?;
        self.store.create_user(user, token).await
    }

    async fn user_by_token(&self, token: &TokenHash) -> Result<Option<StoredUser>, StoreError> {
        self.store.user_by_token(token).await
    }

    async fn users(&self, ids: &[MemberId]) -> Result<Vec<StoredUser>, StoreError> {
        self.store.users(ids).await
    }

    async fn secret(&self, name: &'static str, proposal: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        self.store.secret(name, proposal).await
    }

    async fn clock_us(&self) -> Result<Option<i64>, StoreError> {
        self.store.clock_us().await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.check()?;
        self.store.ready().await
    }
}
