//! What the model database keeps, without time and without faults.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use collation::folded;
use session::{ChainHash, CommandId, LogPosition, MemberId, Score, SessionId, Summary, VideoId};
use store::{
    Append, AppendOutcome, Listed, LocalNodes, NodeId, Roll, Rolls, ScoresQuery, SessionState, SessionsQuery,
    StoreError, StoredEntry, StoredPlayback, StoredScore, StoredUser, TokenHash, Visit, VisitsQuery,
};
use timeline::Timestamp;

use crate::chance::Chance;
use crate::frame::{fingerprint, mixed};
use crate::notes::Notes;
use crate::remedy::Remedy;

/// A time further ahead than this was written by a clock that ran ahead.
const AHEAD_MS: i64 = 300_000;

/// All tables.
pub(crate) struct Tables {
    off: Option<Remedy>,
    chance: Chance,
    logs: BTreeMap<SessionId, Log>,
    playback: BTreeMap<(SessionId, MemberId, VideoId), StoredPlayback>,
    pub(crate) notes: Notes,
    users: Vec<(StoredUser, TokenHash)>,
    secrets: BTreeMap<&'static str, Vec<u8>>,
    nodes: LocalNodes,
    /// The time of the entry that was written last.
    newest: Option<Timestamp>,
}

/// One session's log.
#[derive(Default)]
pub(crate) struct Log {
    pub(crate) rows: Vec<Row>,
    commands: HashMap<(MemberId, CommandId), u64>,
    /// Every log that there has ever been up to some entry, lost or not, by its fingerprint.
    ever: HashSet<u64>,
    /// The fingerprint of the log up to each position that there has ever been.
    fingerprints: HashMap<(u64, ChainHash), u64>,
}

/// One entry with what stands beside it.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) stored: StoredEntry,
    pub(crate) command: Option<(MemberId, CommandId)>,
    /// The fingerprint of the log up to here.
    pub(crate) fingerprint: u64,
    begins_append: bool,
    summary: Summary,
    wake_at: Option<Timestamp>,
    scores: Vec<(MemberId, Score)>,
}

impl Log {
    pub(crate) fn head(&self) -> LogPosition {
        self.rows.last().map(|row| row.stored.position).unwrap_or_default()
    }

    fn row(&self, seq: u64) -> Option<&Row> {
        let index = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.rows.get(index).filter(|row| row.stored.position.seq == seq)
    }

    fn push(&mut self, row: Row) {
        let position = row.stored.position;
        self.ever.insert(row.fingerprint);
        self.fingerprints.insert((position.seq, position.hash), row.fingerprint);
        if let Some(command) = &row.command {
            self.commands.entry(command.clone()).or_insert(position.seq);
        }
        self.rows.push(row);
    }
}

impl Tables {
    pub(crate) fn new(seed: u64, off: Option<Remedy>) -> Self {
        Self {
            off,
            chance: Chance::new(seed, "tables", 0),
            logs: BTreeMap::new(),
            playback: BTreeMap::new(),
            notes: Notes::default(),
            users: Vec::new(),
            secrets: BTreeMap::new(),
            nodes: LocalNodes::default(),
            newest: None,
        }
    }

    pub(crate) fn log(&self, session: &SessionId) -> Option<&Log> {
        self.logs.get(session)
    }

    pub(crate) fn append(&mut self, append: &Append) -> AppendOutcome {
        let off = self.off;
        if let Some(seq) = append.command.as_ref().and_then(|(by, id)| self.command(&append.session, by, id))
            && off != Some(Remedy::CommandId)
        {
            return AppendOutcome::Repeated { seq };
        }
        let log = self.logs.entry(append.session.clone()).or_default();
        if log.head() != append.after && off != Some(Remedy::CompareAndSwap) {
            return AppendOutcome::Conflict;
        }
        let before = log.rows.last().map_or(0, |row| row.fingerprint);
        let rows = rows(append, before, off, &mut self.chance);
        let stored = rows.iter().map(|row| row.stored.clone()).collect();
        let is_lost = off == Some(Remedy::DurableFirst) && append.after.seq > 0 && self.chance.percent(20);
        if !is_lost {
            self.newest = rows.last().map(|row| row.stored.entry.at);
            for row in rows {
                log.push(row);
            }
        }
        AppendOutcome::Appended(stored)
    }

    /// Loses about so many of the newest entries of a log, as a restored backup does: what was written together is lost
    /// together. Returns how many.
    pub(crate) fn lose(&mut self, session: &SessionId, entries: usize) -> usize {
        let Some(log) = self.logs.get_mut(session) else { return 0 };
        let mut kept = log.rows.len().saturating_sub(entries);
        while log.rows.get(kept).is_some_and(|row| !row.begins_append) {
            kept -= 1;
        }
        // A session that nobody has any more is another story.
        let lost = log.rows.split_off(kept.max(1).min(log.rows.len()));
        let head = log.head().seq;
        log.commands.retain(|_, seq| *seq <= head);
        lost.len()
    }

    /// Loses what is not written ahead, as a standby does that takes over.
    pub(crate) fn fail_over(&mut self) {
        self.nodes = LocalNodes::default();
    }

    pub(crate) fn read(&self, session: &SessionId, after: u64, limit: u32) -> Vec<StoredEntry> {
        if after > 0 && self.off == Some(Remedy::CatchUp) {
            return Vec::new();
        }
        let rows = self.logs.get(session).map_or(&[][..], |log| &log.rows);
        let rows = rows.iter().skip(usize::try_from(after).unwrap_or(usize::MAX)).take(limit as usize);
        rows.map(|row| row.stored.clone()).collect()
    }

    pub(crate) fn head(&self, session: &SessionId) -> Option<LogPosition> {
        self.logs.get(session).map(Log::head)
    }

    pub(crate) fn heads(&self, sessions: &[SessionId]) -> Vec<(SessionId, LogPosition)> {
        sessions.iter().filter_map(|id| Some((id.clone(), self.head(id)?))).collect()
    }

    pub(crate) fn position(&self, session: &SessionId, seq: u64) -> Option<LogPosition> {
        self.logs.get(session)?.row(seq).map(|row| row.stored.position)
    }

    pub(crate) fn command(&self, session: &SessionId, by: &MemberId, id: &CommandId) -> Option<u64> {
        if self.off == Some(Remedy::CommandId) {
            return None;
        }
        self.logs.get(session)?.commands.get(&(by.clone(), id.clone())).copied()
    }

    /// The fingerprint of the log up to a position that it has or had once.
    pub(crate) fn fingerprint_at(&self, session: &SessionId, position: LogPosition) -> Option<u64> {
        self.logs.get(session)?.fingerprints.get(&(position.seq, position.hash)).copied()
    }

    /// Whether there has ever been a log with this fingerprint.
    pub(crate) fn was_there(&self, session: &SessionId, fingerprint: u64) -> bool {
        self.logs.get(session).is_some_and(|log| log.ever.contains(&fingerprint))
    }

    pub(crate) fn summary(&self, session: &SessionId) -> Option<Listed> {
        let (id, summary) = self.summaries().find(|(id, _)| *id == session)?;
        Some(Listed { id: id.clone(), summary: summary.clone() })
    }

    pub(crate) fn sessions(&self, query: &SessionsQuery) -> Vec<Listed> {
        let state = |summary: &Summary| match (summary.ended_at, summary.starts_at) {
            (Some(_), _) => SessionState::Ended,
            (None, Some(at)) if at > query.now => SessionState::Planned,
            (None, _) => SessionState::Live,
        };
        let listed = |(id, summary): (&SessionId, &Summary)| Listed { id: id.clone(), summary: summary.clone() };
        let is_public = |listed: &Listed| listed.summary.visibility == session::Visibility::Public;
        let wanted = |listed: &Listed| query.state.is_none_or(|wanted| wanted == state(&listed.summary));
        let sought = folded(query.search.as_deref().unwrap_or_default());
        let is_found = |Listed { summary, .. }: &Listed| {
            folded(&format!("{} {}", summary.title, summary.video.url)).contains(&sought)
        };
        let mut all: Vec<_> = self.summaries().map(listed).collect();
        all.retain(|listed| is_public(listed) && wanted(listed) && is_found(listed));
        if query.state == Some(SessionState::Planned) {
            all.sort_by_key(|listed| (listed.at(query.state), listed.id.clone()));
        } else {
            all.sort_by_key(|listed| Reverse((listed.summary.created_at, listed.id.clone())));
        }
        let is_after = |listed: &Listed| {
            let place = (listed.at(query.state), &listed.id);
            let is_planned = query.state == Some(SessionState::Planned);
            let after = query.after.as_ref().map(|after| (after.at, &after.id));
            after.is_none_or(|after| if is_planned { place > after } else { place < after })
        };
        all.into_iter().filter(is_after).take(query.limit as usize).collect()
    }

    pub(crate) fn ids(&self, after: Option<&SessionId>, limit: u32) -> Vec<SessionId> {
        let ids = self.logs.keys().filter(|id| after.is_none_or(|after| *id > after));
        ids.take(limit as usize).cloned().collect()
    }

    pub(crate) fn newest(&self) -> Option<Timestamp> {
        self.newest
    }

    pub(crate) fn due(&self, now: Timestamp, limit: u32) -> Vec<SessionId> {
        if self.off == Some(Remedy::Sweeper) {
            return Vec::new();
        }
        let due = self.last_rows().filter_map(|(id, row)| Some((row.wake_at.filter(|at| *at <= now)?, id)));
        let mut due: Vec<_> = due.collect();
        due.sort();
        due.into_iter().take(limit as usize).map(|(_, id)| id.clone()).collect()
    }

    pub(crate) fn unattended(&self, after: Option<&SessionId>, limit: u32) -> Vec<SessionId> {
        if self.off == Some(Remedy::Sweeper) {
            return Vec::new();
        }
        let is_next = |id: &SessionId| after.is_none_or(|after| id > after);
        let unattended = self.summaries().filter(|(id, summary)| {
            is_next(id) && summary.ended_at.is_none() && summary.present > 0 && !self.nodes.is_seen(id)
        });
        unattended.map(|(id, _)| id.clone()).take(limit as usize).collect()
    }

    pub(crate) fn enlist(&self, node: &NodeId, for_ms: u32) -> Vec<NodeId> {
        self.nodes.enlist(node, for_ms)
    }

    pub(crate) fn renew(&self, node: &NodeId, for_ms: u32) -> Option<Vec<NodeId>> {
        self.nodes.renew(node, for_ms)
    }

    pub(crate) fn retire(&self, node: &NodeId) {
        self.nodes.retire(node);
    }

    pub(crate) fn announce(&self, node: &NodeId, rolls: Vec<Roll>) {
        self.nodes.announce(node, rolls);
    }

    pub(crate) fn rolls(&self, node: &NodeId, sessions: &[SessionId]) -> Option<Rolls> {
        self.nodes.rolls(node, sessions)
    }

    /// What is newer stays, unless a clock that ran ahead wrote it.
    pub(crate) fn save_playback(&mut self, session: &SessionId, viewers: Vec<StoredPlayback>) {
        for viewer in viewers {
            let kept = (session.clone(), viewer.member.clone(), viewer.video.clone());
            let known = self.playback.get(&kept);
            let newer_by = known.map_or(0, |known| known.updated_at.ms_since(viewer.updated_at));
            if !(1..=AHEAD_MS).contains(&newer_by) {
                let begun_at = known.map_or(viewer.begun_at, |known| known.begun_at.min(viewer.begun_at));
                self.playback.insert(kept, StoredPlayback { begun_at, ..viewer });
            }
        }
    }

    pub(crate) fn playback(&self, session: &SessionId) -> Vec<StoredPlayback> {
        let of_session = self.playback.iter().filter(|((id, ..), _)| id == session);
        of_session.map(|(_, viewer)| viewer.clone()).collect()
    }

    /// What somebody has watched.
    pub(crate) fn visits(&self, user: &MemberId, query: &VisitsQuery) -> Vec<Visit> {
        let mut visits = Vec::new();
        for (id, summary) in self.summaries() {
            let (mine, others): (Vec<_>, Vec<_>) =
                self.playback(id).into_iter().partition(|playback| playback.member == *user);
            if !mine.is_empty() {
                let session = Listed { id: id.clone(), summary: summary.clone() };
                let mut last = BTreeMap::new();
                for playback in others {
                    let at = last.entry(playback.member).or_insert(playback.updated_at);
                    *at = playback.updated_at.max(*at);
                }
                let mut others: Vec<_> = last.into_iter().collect();
                others.sort_by_key(|(_, at)| Reverse(*at));
                let others = others.into_iter().map(|(id, _)| id).take(query.others as usize).collect();
                visits.push(Visit { session, watched: mine, others });
            }
        }
        let place = |visit: &Visit| (visit.at(), visit.session.id.clone());
        for visit in &mut visits {
            visit.watched.sort_by_key(|playback| Reverse(playback.updated_at));
        }
        visits.sort_by_key(|visit| Reverse(place(visit)));
        visits.retain(|visit| query.after.as_ref().is_none_or(|after| place(visit) < (after.at, after.id.clone())));
        visits.truncate(query.limit as usize);
        visits
    }

    pub(crate) fn users(&self, ids: &[MemberId]) -> Vec<StoredUser> {
        self.users.iter().filter(|(user, _)| ids.contains(&user.id)).map(|(user, _)| user.clone()).collect()
    }

    /// The scores of a session, with when they changed last: they stand beside the entries that they came with.
    fn scores_in(&self, session: &SessionId) -> BTreeMap<MemberId, (Score, Timestamp)> {
        let rows = self.logs.get(session).map_or(&[][..], |log| &log.rows);
        let mut scores = BTreeMap::new();
        let mut at = Timestamp::default();
        for row in rows.iter().rev() {
            if at == Timestamp::default() {
                at = row.stored.entry.at;
            }
            for (member, score) in &row.scores {
                scores.entry(member.clone()).or_insert((*score, at));
            }
            if row.begins_append {
                at = Timestamp::default();
            }
        }
        scores
    }

    pub(crate) fn leaders(&self, session: &SessionId, limit: u32) -> Vec<(MemberId, Score)> {
        let scores = self.scores_in(session).into_iter().map(|(member, (score, _))| (member, score));
        let mut scores: Vec<_> = scores.collect();
        scores.sort_by_key(|(_, score)| std::cmp::Reverse(score.points()));
        scores.truncate(limit as usize);
        scores
    }

    pub(crate) fn scores(&self, query: &ScoresQuery) -> Vec<StoredScore> {
        let of_member = self.summaries().filter_map(|(session, summary)| {
            let (score, updated_at) = self.scores_in(session).remove(&query.member)?;
            Some(StoredScore { session: session.clone(), title: summary.title.clone(), score, updated_at })
        });
        let key = |score: &StoredScore| (score.updated_at, score.session.clone());
        let is_next = |score: &StoredScore| query.after.as_ref().is_none_or(|after| key(score) < *after);
        let mut scores: Vec<_> = of_member.filter(is_next).collect();
        scores.sort_by_key(|score| std::cmp::Reverse(key(score)));
        scores.truncate(query.limit as usize);
        scores
    }

    pub(crate) fn create_user(&mut self, user: StoredUser, token: TokenHash) -> Result<(), StoreError> {
        if self.users.iter().any(|(known, _)| known.id == user.id) {
            return Err(StoreError::Rejected { source: "the id is taken".into() });
        }
        self.users.push((user, token));
        Ok(())
    }

    pub(crate) fn user_by_token(&self, token: &TokenHash) -> Option<StoredUser> {
        self.users.iter().find(|(_, known)| known == token).map(|(user, _)| user.clone())
    }

    pub(crate) fn secret(&mut self, name: &'static str, proposal: Vec<u8>) -> Vec<u8> {
        self.secrets.entry(name).or_insert(proposal).clone()
    }

    fn last_rows(&self) -> impl Iterator<Item = (&SessionId, &Row)> {
        self.logs.iter().filter_map(|(id, log)| Some((id, log.rows.last()?)))
    }

    fn summaries(&self) -> impl Iterator<Item = (&SessionId, &Summary)> {
        self.last_rows().map(|(id, row)| (id, &row.summary))
    }
}

fn rows(append: &Append, before: u64, off: Option<Remedy>, chance: &mut Chance) -> Vec<Row> {
    let (mut hash, mut whole) = (append.after.hash, before);
    let mut rows = Vec::with_capacity(append.entries.len());
    for (index, entry) in append.entries.iter().enumerate() {
        let own = fingerprint(entry);
        whole = mixed(whole, own);
        hash = match off {
            Some(Remedy::ChainHash) => next_hash(ChainHash::default(), entry.seq, 0),
            _ => next_hash(hash, own, chance.number()),
        };
        rows.push(Row {
            stored: StoredEntry { entry: entry.clone(), position: LogPosition { seq: entry.seq, hash } },
            command: append.command.clone().filter(|_| index == 0),
            fingerprint: whole,
            begins_append: index == 0,
            summary: append.summary.clone(),
            wake_at: append.wake_at,
            scores: if index == 0 { append.scores.clone() } else { Vec::new() },
        });
    }
    rows
}

/// As good as the real one, which is slower: different for any other log before, entry or salt.
fn next_hash(before: ChainHash, fingerprint: u64, salt: u64) -> ChainHash {
    let mut hash = ChainHash::default();
    for (half, bytes) in hash.0.chunks_exact_mut(8).enumerate() {
        let mut hasher = DefaultHasher::new();
        (half, before, fingerprint, salt).hash(&mut hasher);
        bytes.copy_from_slice(&hasher.finish().to_be_bytes());
    }
    hash
}
