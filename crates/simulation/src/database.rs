//! The model database: the tables, the way to them, and what breaks on the way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use session::{CommandId, LogPosition, MemberId, NoteId, Score, SessionId};
use store::{
    Append, AppendOutcome, Layers, Listed, MessagesQuery, NodeId, NoteAdded, NoteCursor, NotesMost, Outage, Roll,
    Rolls, ScoresQuery, SessionsQuery, Store, StoreError, StoredEntry, StoredMessage, StoredNote, StoredPlayback,
    StoredReport, StoredScore, StoredUser, TokenHash, Visit, VisitsQuery,
};
use timeline::Timestamp;
use tokio::time::sleep;

use crate::chance::Chance;
use crate::fault::Away;
use crate::remedy::Remedy;
use crate::tables::Tables;
use crate::trace::Who;
use crate::world::{World, lock};

/// How long a call may hang before it fails.
const CALL_WITHIN: Duration = Duration::from_secs(5);
/// How often an answer is lost while answers are lost, in per cent.
const ANSWER_LOST_PERCENT: u64 = 40;

/// The one database of all nodes.
pub(crate) struct Database {
    world: Arc<World>,
    tables: Mutex<Tables>,
    trouble: Mutex<Vec<Trouble>>,
}

/// Something that is wrong with the database for a while.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trouble {
    pub(crate) until: Duration,
    pub(crate) node: Option<usize>,
    pub(crate) what: Ailment,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ailment {
    Away(Away),
    AnswersLost,
    Slow,
}

impl Database {
    pub(crate) fn new(world: &Arc<World>) -> Arc<Self> {
        let tables = Mutex::new(Tables::new(world.plan.seed, world.plan.off));
        Arc::new(Self { world: Arc::clone(world), tables, trouble: Mutex::default() })
    }

    /// Lets something be wrong for a while.
    pub(crate) fn trouble(&self, trouble: Trouble) {
        lock(&self.trouble).push(trouble);
    }

    /// Everything works again.
    pub(crate) fn heal(&self) {
        lock(&self.trouble).clear();
    }

    /// Looks at the tables, or changes them, at once and past all faults.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Tables) -> T) -> T {
        work(&mut lock(&self.tables))
    }

    fn away(&self, node: usize) -> Option<Away> {
        self.ailments(node).into_iter().find_map(|what| match what {
            Ailment::Away(how) => Some(how),
            Ailment::AnswersLost | Ailment::Slow => None,
        })
    }

    fn ailments(&self, node: usize) -> Vec<Ailment> {
        let now = self.world.elapsed();
        let is_met = |trouble: &&Trouble| trouble.until > now && trouble.node.is_none_or(|only| only == node);
        lock(&self.trouble).iter().filter(is_met).map(|trouble| trouble.what).collect()
    }
}

/// One node's way to the database.
pub(crate) struct DatabaseLink {
    database: Arc<Database>,
    node: usize,
    incarnation: u64,
    is_dead: AtomicBool,
    chance: Mutex<Chance>,
}

/// What becomes of one call.
struct Fate {
    there: Duration,
    back: Duration,
    answer_lost: bool,
    hangs_done: bool,
}

impl DatabaseLink {
    pub(crate) fn new(database: Arc<Database>, node: usize, incarnation: u64) -> Self {
        let seed = database.world.plan.seed;
        let chance = Mutex::new(Chance::new(seed, "database link", (incarnation << 8) + node as u64));
        Self { database, node, incarnation, is_dead: AtomicBool::new(false), chance }
    }

    /// The node is gone: whatever it still waits for never comes.
    pub(crate) fn kill(&self) {
        self.is_dead.store(true, Ordering::Relaxed);
    }

    async fn call<T: Send>(
        &self,
        what: &'static str,
        work: impl FnOnce(&mut Tables) -> T + Send,
    ) -> Result<T, StoreError> {
        let world = &self.database.world;
        let who = Who::Node(self.node);
        self.while_alive().await;
        world.note(who, what, (0, 0));
        let fate = self.fate();
        match self.database.away(self.node) {
            None => {}
            Some(Away::Refuses) => {
                sleep(fate.there).await;
                self.while_alive().await;
                return Err(away("the connection was refused"));
            }
            Some(Away::Hangs) => {
                if fate.hangs_done {
                    world.note(who, "done without an answer:", (0, 0));
                    drop(self.database.with(work));
                }
                sleep(CALL_WITHIN).await;
                self.while_alive().await;
                return Err(away("no answer came in time"));
            }
        }
        sleep(fate.there).await;
        self.while_alive().await;
        let answer = self.database.with(work);
        sleep(fate.back).await;
        self.while_alive().await;
        world.note(who, if fate.answer_lost { "answer lost:" } else { "answered:" }, (0, 0));
        if fate.answer_lost { Err(away("the connection was lost")) } else { Ok(answer) }
    }

    /// Nodes draw their own ids, which are others in every run: here they have names instead. Who is in no incarnation
    /// names nodes itself.
    fn name(&self, id: &NodeId) -> NodeId {
        match self.incarnation {
            0 => id.clone(),
            incarnation => NodeId::named(&format!("node {}.{incarnation}", self.node)),
        }
    }

    async fn while_alive(&self) {
        if self.is_dead.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    }

    fn fate(&self) -> Fate {
        let ailments = self.database.ailments(self.node);
        let mut chance = lock(&self.chance);
        let mut way = || {
            if ailments.contains(&Ailment::Slow) { chance.ms(50..=1_200) } else { chance.ms(1..=6) }
        };
        let (there, back) = (way(), way());
        let loses = ailments.contains(&Ailment::AnswersLost);
        Fate { there, back, answer_lost: loses && chance.percent(ANSWER_LOST_PERCENT), hangs_done: chance.percent(50) }
    }
}

fn away(what: &'static str) -> StoreError {
    StoreError::Unavailable { outage: Outage::Away, source: what.into() }
}

#[async_trait]
impl Store for DatabaseLink {
    async fn append(&self, append: Append) -> Result<AppendOutcome, StoreError> {
        let (node, world) = (self.node, &self.database.world);
        let done = move |tables: &mut Tables| {
            let outcome = tables.append(&append);
            let (what, numbers) = match &outcome {
                AppendOutcome::Appended(stored) => ("appended, from:", (append.after.seq + 1, stored.len() as u64)),
                AppendOutcome::Conflict => ("lost the race at", (append.after.seq, 0)),
                AppendOutcome::Repeated { seq } => ("repeats", (*seq, 0)),
            };
            world.note(Who::Node(node), what, numbers);
            outcome
        };
        self.call("appends", done).await
    }

    async fn read(&self, session: &SessionId, after: u64, limit: u32) -> Result<Vec<StoredEntry>, StoreError> {
        self.call("reads", |tables| tables.read(session, after, limit)).await
    }

    async fn head(&self, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
        self.call("asks for the head", |tables| tables.head(session)).await
    }

    async fn heads(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, LogPosition)>, StoreError> {
        if self.database.world.is_off(Remedy::Digest) {
            return Err(away("switched off"));
        }
        self.call("asks for heads", |tables| tables.heads(sessions)).await
    }

    async fn position(&self, session: &SessionId, seq: u64) -> Result<Option<LogPosition>, StoreError> {
        self.call("asks for a position", |tables| tables.position(session, seq)).await
    }

    async fn command(&self, session: &SessionId, by: &MemberId, id: &CommandId) -> Result<Option<u64>, StoreError> {
        self.call("asks for a command", |tables| tables.command(session, by, id)).await
    }

    async fn verify(&self, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
        self.head(session).await
    }

    async fn sessions(&self, query: SessionsQuery) -> Result<Vec<Listed>, StoreError> {
        self.call("lists", |tables| tables.sessions(&query)).await
    }

    async fn summary(&self, session: &SessionId) -> Result<Option<Listed>, StoreError> {
        self.call("reads a summary", |tables| tables.summary(session)).await
    }

    async fn ids(&self, after: Option<&SessionId>, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        self.call("lists ids", |tables| tables.ids(after, limit)).await
    }

    async fn newest(&self) -> Result<Option<Timestamp>, StoreError> {
        self.call("asks for the newest", |tables| tables.newest()).await
    }

    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        self.call("asks what is due", |tables| tables.due(now, limit)).await
    }

    async fn unattended(&self, after: Option<&SessionId>, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        self.call("asks what is unattended", |tables| tables.unattended(after, limit)).await
    }

    async fn enlist(&self, node: &NodeId, for_ms: u32) -> Result<Vec<NodeId>, StoreError> {
        let node = self.name(node);
        self.call("enlists", |tables| tables.enlist(&node, for_ms)).await
    }

    async fn renew(&self, node: &NodeId, for_ms: u32) -> Result<Option<Vec<NodeId>>, StoreError> {
        let node = self.name(node);
        self.call("renews its lease", |tables| tables.renew(&node, for_ms)).await
    }

    async fn retire(&self, node: &NodeId) -> Result<(), StoreError> {
        let node = self.name(node);
        self.call("retires", |tables| tables.retire(&node)).await
    }

    async fn announce(&self, node: &NodeId, rolls: Vec<Roll>) -> Result<(), StoreError> {
        let node = self.name(node);
        self.call("announces", |tables| tables.announce(&node, rolls)).await
    }

    async fn rolls(&self, node: &NodeId, sessions: &[SessionId]) -> Result<Option<Rolls>, StoreError> {
        let node = self.name(node);
        self.call("reads the rolls", |tables| tables.rolls(&node, sessions)).await
    }

    async fn save_playback(&self, session: &SessionId, viewers: Vec<StoredPlayback>) -> Result<(), StoreError> {
        self.call("saves playback", |tables| tables.save_playback(session, viewers)).await
    }

    async fn playback(&self, session: &SessionId) -> Result<Vec<StoredPlayback>, StoreError> {
        self.call("reads playback", |tables| tables.playback(session)).await
    }

    async fn visits(&self, user: &MemberId, query: VisitsQuery) -> Result<Vec<Visit>, StoreError> {
        self.call("asks for visits", |tables| tables.visits(user, &query)).await
    }

    async fn leaders(&self, session: &SessionId, limit: u32) -> Result<Vec<(MemberId, Score)>, StoreError> {
        self.call("asks for the leaders", |tables| tables.leaders(session, limit)).await
    }

    async fn scores(&self, query: ScoresQuery) -> Result<Vec<StoredScore>, StoreError> {
        self.call("asks for scores", |tables| tables.scores(&query)).await
    }

    // What is made from the log is not simulated: no host asks for it.

    async fn messages(&self, _query: MessagesQuery) -> Result<Vec<StoredMessage>, StoreError> {
        Ok(Vec::new())
    }

    async fn rebuild_messages(&self, _session: &SessionId) -> Result<u64, StoreError> {
        Ok(0)
    }

    async fn report_message(&self, _session: &SessionId, _report: StoredReport) -> Result<(), StoreError> {
        Ok(())
    }

    async fn message_reports(&self, _session: &SessionId, _limit: u32) -> Result<Vec<StoredReport>, StoreError> {
        Ok(Vec::new())
    }

    async fn create_user(&self, user: StoredUser, token: TokenHash) -> Result<(), StoreError> {
        self.call("creates a user", |tables| tables.create_user(user, token)).await?
    }

    async fn user_by_token(&self, token: &TokenHash) -> Result<Option<StoredUser>, StoreError> {
        self.call("looks for a user", |tables| tables.user_by_token(token)).await
    }

    async fn users(&self, ids: &[MemberId]) -> Result<Vec<StoredUser>, StoreError> {
        self.call("asks for users", |tables| tables.users(ids)).await
    }

    async fn secret(&self, name: &'static str, proposal: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        self.call("asks for a secret", |tables| tables.secret(name, proposal)).await
    }

    async fn clock_us(&self) -> Result<Option<i64>, StoreError> {
        Ok(None)
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.call("asks whether it works", |_| ()).await
    }
}

#[async_trait]
impl Layers for DatabaseLink {
    async fn add_note(&self, session: &SessionId, note: StoredNote, most: NotesMost) -> Result<NoteAdded, StoreError> {
        self.call("adds a note", |tables| tables.add_note(session, note, most)).await?
    }

    async fn notes(
        &self,
        session: &SessionId,
        after: Option<&NoteCursor>,
        limit: u32,
    ) -> Result<Vec<StoredNote>, StoreError> {
        self.call("reads notes", |tables| tables.notes.after(session, after, limit)).await
    }

    async fn note(&self, session: &SessionId, id: &NoteId) -> Result<Option<StoredNote>, StoreError> {
        self.call("reads a note", |tables| tables.notes.get(session, id)).await
    }

    async fn remove_note(&self, session: &SessionId, id: &NoteId) -> Result<bool, StoreError> {
        self.call("removes a note", |tables| tables.notes.remove(session, id)).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use store::Store;
    use testkit::host_store_contract;

    use super::{Database, DatabaseLink};
    use crate::plan::Plan;
    use crate::world::World;

    #[tokio::test(start_paused = true)]
    async fn the_model_is_a_store() {
        host_store_contract(&|| {
            Box::pin(async {
                let database = Database::new(&Arc::new(World::new(Plan::new(0, None), false)));
                Arc::new(DatabaseLink::new(database, 0, 0)) as Arc<dyn Store>
            })
        })
        .await;
    }
}
