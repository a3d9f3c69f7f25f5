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
use session::{CommandId, LogPosition, MemberId, NoteId, Score, SessionId, VideoId};
use timeline::{Timecode, Timestamp};

use crate::accounts::Accounts;
use crate::catalogue::Catalogue;
use crate::contract::{
    Append, AppendOutcome, Listed, MessagesQuery, ScoresQuery, SessionState, SessionsQuery, Store, StoredEntry,
    StoredMessage, StoredPlayback, StoredReport, StoredScore, StoredUser, TokenHash, Visit, VisitsQuery,
};
use crate::erasure::{Erasure, Held, HeldFrom, HeldPart, PersonalData, personal_data as personal};
use crate::error::StoreError;
use crate::experiments::Experiments;
use crate::handshake::Handshakes;
use crate::jobs::Jobs;
use crate::layers::{Layers, NoteAdded, NoteCursor, NotesMost, StoredNote};
use crate::presence::{NodeId, Roll, Rolls};
use crate::recommendations::{
    Feedback, Rating, Recommendations, ShownVideo, StoredCircle, StoredRecommendations, Subject, Viewing, ViewingsFrom,
};
use crate::series::AllSeries;

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

    /// Gives viewings the lengths that the catalogue knows, which is not beside them.
    async fn take_lengths(&self, viewings: &mut [Viewing]) -> Result<(), StoreError> {
        let Some(catalogue) = self.first.catalogue() else { return Ok(()) };
        let unknown = viewings.iter().filter(|viewing| viewing.length.is_none()).map(|viewing| viewing.video.as_str());
        let unknown: Vec<_> = unknown.collect::<BTreeSet<_>>().into_iter().collect();
        let known_ms = catalogue.lengths_ms(&unknown).await?;
        for viewing in viewings.iter_mut().filter(|viewing| viewing.length.is_none()) {
            viewing.length = known_ms.get(viewing.video.as_str()).copied().map(Timecode::from_ms_clamped);
        }
        Ok(())
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

fn united(nodes: Vec<Vec<NodeId>>) -> Vec<NodeId> {
    nodes.into_iter().flatten().collect::<BTreeSet<_>>().into_iter().collect()
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

    async fn enlist(&self, node: &NodeId, for_ms: u32) -> Result<Vec<NodeId>, StoreError> {
        Ok(united(self.ask_all(|store| store.enlist(node, for_ms)).await?))
    }

    async fn renew(&self, node: &NodeId, for_ms: u32) -> Result<Option<Vec<NodeId>>, StoreError> {
        let answers = self.ask_all(|store| store.renew(node, for_ms)).await?;
        Ok(answers.into_iter().collect::<Option<_>>().map(united))
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

    async fn rolls(&self, node: &NodeId, sessions: &[SessionId]) -> Result<Option<Rolls>, StoreError> {
        let mut found = Vec::new();
        for (store, sessions) in self.by_shard(sessions) {
            let Some(seen) = store.rolls(node, &sessions).await? else { return Ok(None) };
            found.extend(seen);
        }
        Ok(Some(found))
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

    async fn refold(&self) -> Result<u64, StoreError> {
        Ok(self.ask_all(Store::refold).await?.into_iter().sum())
    }

    /// Beside the users, whom they are about.
    fn handshakes(&self) -> Option<&dyn Handshakes> {
        self.first.handshakes()
    }

    fn personal_data(&self) -> Option<&dyn PersonalData> {
        Some(self)
    }

    /// Likewise.
    fn all_series(&self) -> Option<&dyn AllSeries> {
        self.first.all_series()
    }

    fn jobs(&self) -> Option<&dyn Jobs> {
        self.first.jobs()
    }

    fn experiments(&self) -> Option<&dyn Experiments> {
        self.first.experiments()
    }

    fn recommendations(&self) -> Option<&dyn Recommendations> {
        Some(self)
    }

    fn accounts(&self) -> Option<&dyn Accounts> {
        self.first.accounts()
    }

    fn catalogue(&self) -> Option<&dyn Catalogue> {
        self.first.catalogue()
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

/// Users and erasures stand in the first, the sessions in all. Nobody is erased while one is away.
#[async_trait]
impl PersonalData for ShardedStore {
    async fn held(
        &self,
        user: &MemberId,
        part: &'static HeldPart,
        from: HeldFrom,
    ) -> Result<(Vec<Held>, Option<HeldFrom>), StoreError> {
        let Some(store) = self.all().nth(from.shard) else { return Ok((Vec::new(), None)) };
        let (rows, more) = personal(&**store)?.held(user, part, from).await?;
        let next = HeldFrom { shard: from.shard + 1, offset: 0 };
        let goes_on = part.is_of_sessions && from.shard < self.others.len();
        Ok((rows, more.or_else(|| goes_on.then_some(next))))
    }

    async fn sessions_naming(
        &self,
        user: &MemberId,
        after: Option<&SessionId>,
        limit: u32,
    ) -> Result<Vec<(SessionId, bool)>, StoreError> {
        let ask = |store: &'_ Arc<dyn Store>| {
            let store = Arc::clone(store);
            async move { personal(&*store)?.sessions_naming(user, after, limit).await }
        };
        Ok(in_order(try_join_all(self.all().map(ask)).await?, limit))
    }

    async fn begin_erasure(&self, user: &MemberId, now: Timestamp) -> Result<(), StoreError> {
        personal(&*self.first)?.begin_erasure(user, now).await
    }

    async fn take_erasure(&self, now: Timestamp, until: Timestamp) -> Result<Option<Erasure>, StoreError> {
        personal(&*self.first)?.take_erasure(now, until).await
    }

    async fn keep_erasure(&self, erasure: Erasure, until: Timestamp) -> Result<Option<Erasure>, StoreError> {
        personal(&*self.first)?.keep_erasure(erasure, until).await
    }

    async fn end_erasure(&self, erasure: &Erasure) -> Result<(), StoreError> {
        personal(&*self.first)?.end_erasure(erasure).await
    }

    async fn erase_user(&self, user: &MemberId) -> Result<(), StoreError> {
        personal(&*self.first)?.erase_user(user).await
    }

    async fn erase_from_log(&self, session: &SessionId, user: &MemberId) -> Result<u64, StoreError> {
        personal(self.home(session)?)?.erase_from_log(session, user).await
    }

    async fn erase_traces(&self, user: &MemberId) -> Result<(), StoreError> {
        for store in self.all() {
            personal(&**store)?.erase_traces(user).await?;
        }
        Ok(())
    }

    async fn settle_erased(&self) -> Result<bool, StoreError> {
        let mut settled = true;
        for store in self.all() {
            settled &= personal(&**store)?.settle_erased().await?;
        }
        Ok(settled)
    }
}

/// Lists and lengths stand in the first; what was watched and what is shown stand where the sessions do.
#[async_trait]
impl Recommendations for ShardedStore {
    async fn viewings(
        &self,
        from: &ViewingsFrom,
        limit: u32,
    ) -> Result<(Vec<Viewing>, Option<ViewingsFrom>), StoreError> {
        let Some(store) = self.all().nth(from.shard) else { return Ok((Vec::new(), None)) };
        let (mut viewings, more) = recommendations(&**store)?.viewings(from, limit).await?;
        if from.shard > 0 {
            self.take_lengths(&mut viewings).await?;
        }
        let next = (from.shard < self.others.len()).then(|| ViewingsFrom::of_database(from.shard + 1));
        Ok((viewings, more.or(next)))
    }

    async fn known_to(&self, people: &[MemberId], limit: u32) -> Result<BTreeSet<VideoId>, StoreError> {
        let ask = |store: &'_ Arc<dyn Store>| {
            let store = Arc::clone(store);
            async move { recommendations(&*store)?.known_to(people, limit).await }
        };
        Ok(try_join_all(self.all().map(ask)).await?.into_iter().flatten().collect())
    }

    async fn shown_video(&self, video: &VideoId) -> Result<Option<ShownVideo>, StoreError> {
        let ask = |store: &'_ Arc<dyn Store>| {
            let store = Arc::clone(store);
            async move { recommendations(&*store)?.shown_video(video).await }
        };
        let shown = try_join_all(self.all().map(ask)).await?;
        Ok(shown.into_iter().flatten().max_by_key(|shown| shown.at))
    }

    async fn put_list(&self, list: &StoredRecommendations) -> Result<(), StoreError> {
        recommendations(&*self.first)?.put_list(list).await
    }

    async fn list(&self, subject: &Subject, variant: &str) -> Result<Option<StoredRecommendations>, StoreError> {
        recommendations(&*self.first)?.list(subject, variant).await
    }

    async fn put_circle(&self, circle: &StoredCircle) -> Result<(), StoreError> {
        recommendations(&*self.first)?.put_circle(circle).await
    }

    async fn circle(&self, members: &BTreeSet<MemberId>) -> Result<Option<StoredCircle>, StoreError> {
        recommendations(&*self.first)?.circle(members).await
    }

    async fn renew_lists(&self, made_at: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
        recommendations(&*self.first)?.renew_lists(made_at, now).await
    }

    async fn sweep_lists(&self, before: Timestamp) -> Result<u64, StoreError> {
        recommendations(&*self.first)?.sweep_lists(before).await
    }

    async fn put_feedback(
        &self,
        user: &MemberId,
        video: &VideoId,
        feedback: Feedback,
        at: Timestamp,
        most: u32,
    ) -> Result<(), StoreError> {
        recommendations(&*self.first)?.put_feedback(user, video, feedback, at, most).await
    }

    async fn feedback(&self, user: &MemberId) -> Result<Vec<(VideoId, Feedback)>, StoreError> {
        recommendations(&*self.first)?.feedback(user).await
    }

    async fn ratings(&self, after: Option<&Rating>, limit: u32) -> Result<Vec<Rating>, StoreError> {
        recommendations(&*self.first)?.ratings(after, limit).await
    }
}

fn recommendations(store: &dyn Store) -> Result<&dyn Recommendations, StoreError> {
    store.recommendations().ok_or_else(|| StoreError::away("this store keeps no recommendations"))
}

/// The first of several pages together, each of them in order.
fn in_order<T: Ord>(pages: Vec<Vec<T>>, limit: u32) -> Vec<T> {
    let mut all: Vec<_> = pages.into_iter().flatten().collect();
    all.sort_unstable();
    all.dedup();
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    all
}
