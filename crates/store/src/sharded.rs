//! Several databases as one.
//!
//! Every session lives whole in one of them, and its id says in which, so nothing is ever looked up and no transaction
//! spans two. Users, tokens and secrets live in the first, which is also the clock of all nodes. Each node has its lease in
//! every database, beside the rolls that count by it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::{join_all, try_join_all};
use session::{CommandId, LogPosition, MemberId, NoteId, Score, SessionId};
use timeline::Timestamp;

use crate::contract::{
    Append, AppendOutcome, Listed, MessagesQuery, ScoresQuery, SessionState, SessionsQuery, Store, StoredEntry,
    StoredMessage, StoredPlayback, StoredReport, StoredScore, StoredUser, TokenHash, Visit, VisitsQuery,
};
use crate::error::StoreError;
use crate::handshake::Handshakes;
use crate::layers::{Layers, NoteAdded, NoteCursor, NotesMost, StoredNote};
use crate::presence::{NodeId, Renewal, Roll};

/// The secret by which a database knows its place among the others.
const PLACE: &str = "database_place";
/// The secret by which databases know that they belong together.
const CLUSTER: &str = "cluster";

/// Several databases as one store.
pub struct ShardedStore {
    first: Arc<dyn Store>,
    others: Vec<Arc<dyn Store>>,
}

impl ShardedStore {
    /// Takes databases in the order of their numbers, from 0. Each remembers its number when it is first used: a database
    /// of another cluster, or one that has changed places, is refused.
    pub async fn open(first: Arc<dyn Store>, others: Vec<Arc<dyn Store>>) -> Result<Self, StoreError> {
        let cluster = first.secret(CLUSTER, rand::random::<[u8; 16]>().to_vec()).await?;
        let store = Self::look_at(first, others);
        for (number, database) in (0_u32..).zip(store.all()) {
            let place = [&number.to_be_bytes()[..], &cluster].concat();
            let known = database.secret(PLACE, place.clone()).await?;
            if known != place {
                return Err(misplaced(number, &known, &cluster));
            }
        }
        Ok(store)
    }

    /// Takes the databases as they are, to look at them: none is asked whether it belongs here.
    pub fn look_at(first: Arc<dyn Store>, others: Vec<Arc<dyn Store>>) -> Self {
        Self { first, others }
    }

    fn all(&self) -> impl Iterator<Item = &Arc<dyn Store>> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Returns the database of a session; none where the id names one that there is not.
    fn of(&self, session: &SessionId) -> Option<&dyn Store> {
        let number = usize::try_from(session.shard()).unwrap_or(usize::MAX);
        self.all().nth(number).map(|store| &**store)
    }

    fn home(&self, session: &SessionId) -> Result<&dyn Store, StoreError> {
        self.of(session).ok_or_else(|| StoreError::away("this session's database is not among those given"))
    }

    /// Returns which of the sessions each database has.
    fn by_shard(&self, sessions: &[SessionId]) -> Vec<(&dyn Store, Vec<SessionId>)> {
        let mut by_shard = BTreeMap::<_, Vec<_>>::new();
        for session in sessions {
            by_shard.entry(session.shard()).or_default().push(session.clone());
        }
        let of = |sessions: Vec<SessionId>| Some((self.of(sessions.first()?)?, sessions));
        by_shard.into_values().filter_map(of).collect()
    }

    /// Asks all databases at once. One that is away is left out: what the others have goes on.
    async fn ask_all<'a, T, F>(&'a self, ask: impl Fn(&'a dyn Store) -> F) -> Result<Vec<T>, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        let mut answers = Vec::new();
        let mut failure = None;
        for (number, answer) in join_all(self.all().map(|store| ask(&**store))).await.into_iter().enumerate() {
            match answer {
                Ok(answer) => answers.push(answer),
                Err(error) => {
                    tracing::warn!(number, error = &error as &dyn std::error::Error, "a database is left out");
                    failure = Some(error);
                }
            }
        }
        match failure {
            Some(error) if answers.is_empty() => Err(error),
            _ => Ok(answers),
        }
    }
}

fn misplaced(number: u32, known: &[u8], cluster: &[u8]) -> StoreError {
    let source = match known.split_at_checked(4) {
        Some((place, theirs)) if theirs == cluster => {
            let place = place.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
            format!("database number {number} is number {place} of this server; name the databases in their order")
        }
        _ => format!("database number {number} belongs to another server"),
    };
    StoreError::away(source)
}

#[async_trait]
impl Store for ShardedStore {
    fn shards(&self) -> u32 {
        u32::try_from(1 + self.others.len()).unwrap_or(u32::MAX)
    }

    async fn append(&self, append: Append) -> Result<AppendOutcome, StoreError> {
        self.home(&append.session)?.append(append).await
    }

    async fn read(&self, session: &SessionId, after: u64, limit: u32) -> Result<Vec<StoredEntry>, StoreError> {
        let Some(store) = self.of(session) else { return Ok(Vec::new()) };
        store.read(session, after, limit).await
    }

    async fn head(&self, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
        let Some(store) = self.of(session) else { return Ok(None) };
        store.head(session).await
    }

    async fn heads(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, LogPosition)>, StoreError> {
        let mut found = Vec::new();
        for (store, sessions) in self.by_shard(sessions) {
            found.extend(store.heads(&sessions).await?);
        }
        Ok(found)
    }

    async fn position(&self, session: &SessionId, seq: u64) -> Result<Option<LogPosition>, StoreError> {
        let Some(store) = self.of(session) else { return Ok(None) };
        store.position(session, seq).await
    }

    async fn command(&self, session: &SessionId, by: &MemberId, id: &CommandId) -> Result<Option<u64>, StoreError> {
        let Some(store) = self.of(session) else { return Ok(None) };
        store.command(session, by, id).await
    }

    async fn verify(&self, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
        let Some(store) = self.of(session) else { return Ok(None) };
        store.verify(session).await
    }

    async fn sessions(&self, query: SessionsQuery) -> Result<Vec<Listed>, StoreError> {
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let pages = self.ask_all(|store| store.sessions(query.clone())).await?;
        let mut listed: Vec<_> = pages.into_iter().flatten().collect();
        let key = |listed: &Listed| (listed.at(query.state), listed.id.clone());
        match query.state {
            Some(SessionState::Planned) => listed.sort_by_cached_key(key),
            _ => listed.sort_by_cached_key(|listed| Reverse(key(listed))),
        }
        listed.truncate(limit);
        Ok(listed)
    }

    async fn ids(&self, after: Option<&SessionId>, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        // Whoever wants all ids must not take some of them for all.
        let pages = try_join_all(self.all().map(|store| store.ids(after, limit))).await?;
        Ok(in_order(pages, limit))
    }

    async fn newest(&self) -> Result<Option<Timestamp>, StoreError> {
        let newest = try_join_all(self.all().map(|store| store.newest())).await?;
        Ok(newest.into_iter().flatten().max())
    }

    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        let pages = self.ask_all(|store| store.due(now, limit)).await?;
        Ok(pages.into_iter().flatten().collect())
    }

    async fn unattended(&self, after: Option<&SessionId>, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        Ok(in_order(self.ask_all(|store| store.unattended(after, limit)).await?, limit))
    }

    async fn renew(&self, node: &NodeId, for_ms: u32) -> Result<Renewal, StoreError> {
        let renewals = self.ask_all(|store| store.renew(node, for_ms)).await?;
        let mut others = BTreeSet::new();
        let mut had_lapsed = false;
        for renewal in renewals {
            others.extend(renewal.others);
            had_lapsed |= renewal.had_lapsed;
        }
        Ok(Renewal { others: others.into_iter().collect(), had_lapsed })
    }

    async fn retire(&self, node: &NodeId) -> Result<(), StoreError> {
        self.ask_all(|store| store.retire(node)).await.map(drop)
    }

    async fn announce(&self, node: &NodeId, rolls: Vec<Roll>) -> Result<(), StoreError> {
        let mut by_shard = BTreeMap::<_, Vec<_>>::new();
        for roll in rolls {
            by_shard.entry(roll.session.shard()).or_default().push(roll);
        }
        for rolls in by_shard.into_values() {
            let Some(store) = rolls.first().and_then(|roll| self.of(&roll.session)) else { continue };
            store.announce(node, rolls).await?;
        }
        Ok(())
    }

    async fn rolls(&self, node: &NodeId, sessions: &[SessionId]) -> Result<Vec<(NodeId, Roll)>, StoreError> {
        let mut found = Vec::new();
        for (store, sessions) in self.by_shard(sessions) {
            found.extend(store.rolls(node, &sessions).await?);
        }
        Ok(found)
    }

    async fn save_playback(&self, session: &SessionId, viewers: Vec<StoredPlayback>) -> Result<(), StoreError> {
        self.home(session)?.save_playback(session, viewers).await
    }

    async fn playback(&self, session: &SessionId) -> Result<Vec<StoredPlayback>, StoreError> {
        let Some(store) = self.of(session) else { return Ok(Vec::new()) };
        store.playback(session).await
    }

    async fn visits(&self, user: &MemberId, query: VisitsQuery) -> Result<Vec<Visit>, StoreError> {
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let pages = self.ask_all(|store| store.visits(user, query.clone())).await?;
        let mut visits: Vec<_> = pages.into_iter().flatten().collect();
        visits.sort_by_cached_key(|visit| Reverse((visit.at(), visit.session.id.clone())));
        visits.truncate(limit);
        Ok(visits)
    }

    async fn leaders(&self, session: &SessionId, limit: u32) -> Result<Vec<(MemberId, Score)>, StoreError> {
        let Some(store) = self.of(session) else { return Ok(Vec::new()) };
        store.leaders(session, limit).await
    }

    async fn scores(&self, query: ScoresQuery) -> Result<Vec<StoredScore>, StoreError> {
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let pages = self.ask_all(|store| store.scores(query.clone())).await?;
        let mut scores: Vec<_> = pages.into_iter().flatten().collect();
        let key = |score: &StoredScore| (score.updated_at, score.session.clone());
        scores.sort_unstable_by_key(|score| std::cmp::Reverse(key(score)));
        scores.truncate(limit);
        Ok(scores)
    }

    async fn messages(&self, query: MessagesQuery) -> Result<Vec<StoredMessage>, StoreError> {
        let Some(store) = self.of(&query.session) else { return Ok(Vec::new()) };
        store.messages(query).await
    }

    async fn rebuild_messages(&self, session: &SessionId) -> Result<u64, StoreError> {
        self.home(session)?.rebuild_messages(session).await
    }

    async fn report_message(&self, session: &SessionId, report: StoredReport) -> Result<(), StoreError> {
        self.home(session)?.report_message(session, report).await
    }

    async fn message_reports(&self, session: &SessionId, limit: u32) -> Result<Vec<StoredReport>, StoreError> {
        let Some(store) = self.of(session) else { return Ok(Vec::new()) };
        store.message_reports(session, limit).await
    }

    async fn create_user(&self, user: StoredUser, token: TokenHash) -> Result<(), StoreError> {
        self.first.create_user(user, token).await
    }

    async fn user_by_token(&self, token: &TokenHash) -> Result<Option<StoredUser>, StoreError> {
        self.first.user_by_token(token).await
    }

    async fn users(&self, ids: &[MemberId]) -> Result<Vec<StoredUser>, StoreError> {
        self.first.users(ids).await
    }

    async fn secret(&self, name: &'static str, proposal: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        self.first.secret(name, proposal).await
    }

    async fn summary(&self, session: &SessionId) -> Result<Option<Listed>, StoreError> {
        let Some(store) = self.of(session) else { return Ok(None) };
        store.summary(session).await
    }

    async fn companions(&self, user: &MemberId, limit: u32) -> Result<Vec<(MemberId, Timestamp)>, StoreError> {
        let mut last = BTreeMap::new();
        for (companion, at) in self.ask_all(|store| store.companions(user, limit)).await?.into_iter().flatten() {
            let known = last.entry(companion).or_insert(at);
            *known = at.max(*known);
        }
        let mut companions: Vec<_> = last.into_iter().collect();
        companions.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
        companions.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(companions)
    }

    /// Beside the users, whom they are about.
    fn handshakes(&self) -> Option<&dyn Handshakes> {
        self.first.handshakes()
    }

    async fn clock_us(&self) -> Result<Option<i64>, StoreError> {
        self.first.clock_us().await
    }

    /// Without the first nobody is let in. Without another its sessions rest, and that is no reason to turn away the rest.
    async fn ready(&self) -> Result<(), StoreError> {
        self.first.ready().await
    }
}

#[async_trait]
impl Layers for ShardedStore {
    async fn add_note(&self, session: &SessionId, note: StoredNote, most: NotesMost) -> Result<NoteAdded, StoreError> {
        self.home(session)?.add_note(session, note, most).await
    }

    async fn notes(
        &self,
        session: &SessionId,
        after: Option<&NoteCursor>,
        limit: u32,
    ) -> Result<Vec<StoredNote>, StoreError> {
        let Some(store) = self.of(session) else { return Ok(Vec::new()) };
        store.notes(session, after, limit).await
    }

    async fn note(&self, session: &SessionId, id: &NoteId) -> Result<Option<StoredNote>, StoreError> {
        let Some(store) = self.of(session) else { return Ok(None) };
        store.note(session, id).await
    }

    async fn remove_note(&self, session: &SessionId, id: &NoteId) -> Result<bool, StoreError> {
        self.home(session)?.remove_note(session, id).await
    }
}

/// The first of several pages together, each of them in order.
fn in_order(pages: Vec<Vec<SessionId>>, limit: u32) -> Vec<SessionId> {
    let mut ids: Vec<_> = pages.into_iter().flatten().collect();
    ids.sort_unstable();
    ids.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    ids
}
