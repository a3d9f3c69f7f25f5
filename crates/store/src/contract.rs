//! What every backend promises.

use async_trait::async_trait;
use session::{
    CommandId, Emoji, Entry, LogPosition, MediaMark, MemberId, Name, Score, SessionId, Summary, Title, VideoId,
};
use timeline::{Timecode, Timestamp, Watched};

use crate::accounts::Accounts;
use crate::catalogue::Catalogue;
use crate::erasure::PersonalData;
use crate::error::StoreError;
use crate::experiments::Experiments;
use crate::handshake::Handshakes;
use crate::jobs::Jobs;
use crate::layers::Layers;
use crate::presence::{NodeId, Roll, Rolls};
use crate::recommendations::Recommendations;
use crate::series::AllSeries;

/// The event log, and what is kept beside it.
///
/// What every backend promises, and `testkit::store_contract` checks:
///
/// * **Durable**: what a call has acknowledged survives a kill of the process and of the machine.
/// * **Compare-and-swap**: an append names the position it follows. If the log's head is another by then (another seq,
///   or the same seq with another hash), nothing is written and the answer is [`AppendOutcome::Conflict`].
/// * **Dense**: a log's entries are numbered from 1 without a gap, whatever fails.
/// * **Once**: a command's id is kept with its first entry for as long as the log. A second append with the same
///   member and id writes nothing and answers [`AppendOutcome::Repeated`].
/// * **All or nothing**: an append's entries, the session's summary, its wake-up time, its messages and the scores change
///   together.
/// * **Taken back is gone**: an append that takes a message back takes its words out of the log and the tables. The chain
///   stays whole, and the entries read as `Redacted`.
/// * **Away is an answer**: a full disk, a locked database or a server that is gone makes a write fail within seconds with
///   [`StoreError::Unavailable`]. Reads go on where the disk can be read. When the cause is gone, the next write succeeds
///   without anybody's help. A server that was lost in the middle of a write may have written all of it; who asks again
///   with the same position and command finds out.
/// * **Leases by one clock**: which nodes live is decided by the store's own clock. Leases and rolls are soft: they may be
///   lost at any moment. A node learns that from [`Store::renew`] and [`Store::rolls`], before it has a lease again.
#[async_trait]
pub trait Store: Layers {
    /// Returns over how many databases sessions are spread: the id of a new one names one of them.
    fn shards(&self) -> u32 {
        1
    }

    /// Appends to a session's log; creates the session where `after` is the position before the first entry.
    async fn append(&self, append: Append) -> Result<AppendOutcome, StoreError>;

    /// Returns at most `limit` entries after number `after`, in order.
    async fn read(&self, session: &SessionId, after: u64, limit: u32) -> Result<Vec<StoredEntry>, StoreError>;

    /// Returns the end of a log, or `None` where there is no such session.
    async fn head(&self, session: &SessionId) -> Result<Option<LogPosition>, StoreError>;

    /// Returns the ends of several logs, in no order; those that do not exist are left out. Asks for a bounded number at a
    /// time, so any number of sessions may be given.
    async fn heads(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, LogPosition)>, StoreError>;

    /// Returns the position at an entry's number, or `None` where the log has no such entry.
    async fn position(&self, session: &SessionId, seq: u64) -> Result<Option<LogPosition>, StoreError>;

    /// Returns the number of the first entry of a member's command, if it was appended.
    async fn command(&self, session: &SessionId, by: &MemberId, id: &CommandId) -> Result<Option<u64>, StoreError>;

    /// Computes the chain of a log anew. Returns its head, or [`StoreError::Corrupt`] at the first entry that is not as
    /// it was written.
    async fn verify(&self, session: &SessionId) -> Result<Option<LogPosition>, StoreError>;

    /// Returns one page of public sessions, newest first; of those that are planned, the next first.
    async fn sessions(&self, query: SessionsQuery) -> Result<Vec<Listed>, StoreError>;

    /// Returns at most `limit` ids of all sessions, listed or not, in order, after one of them.
    async fn ids(&self, after: Option<&SessionId>, limit: u32) -> Result<Vec<SessionId>, StoreError>;

    /// Returns the time of the newest entry of all logs, so that server time never goes back behind it.
    async fn newest(&self) -> Result<Option<Timestamp>, StoreError>;

    /// Returns at most `limit` sessions whose wake-up time has come.
    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<SessionId>, StoreError>;

    /// Returns at most `limit` live sessions whose log says that somebody is present while no living node sees anybody, in
    /// order, after one of them: after a crash nobody may be.
    async fn unattended(&self, after: Option<&SessionId>, limit: u32) -> Result<Vec<SessionId>, StoreError>;

    /// Says that a node lives, for this long from now, in milliseconds by the store's clock. What it announced before it had
    /// no lease may be lost. Returns the other nodes that live, in order.
    async fn enlist(&self, node: &NodeId, for_ms: u32) -> Result<Vec<NodeId>, StoreError>;

    /// Says that a node still lives, and returns the others that do. Where it has no lease any more, nothing is kept, and the
    /// answer is none: the others may have taken it for dead, and the store may have lost what they told.
    async fn renew(&self, node: &NodeId, for_ms: u32) -> Result<Option<Vec<NodeId>>, StoreError>;

    /// Takes a node out, with all that it has announced.
    async fn retire(&self, node: &NodeId) -> Result<(), StoreError>;

    /// Keeps whom a node sees, in place of what it has announced of the same sessions before. A roll of nobody takes its
    /// session out. What a node without a lease announces may not be kept.
    async fn announce(&self, node: &NodeId, rolls: Vec<Roll>) -> Result<(), StoreError>;

    /// Returns whom the other living nodes see in these sessions; none where the asking node has no lease, as then the store
    /// may have lost what they told.
    async fn rolls(&self, node: &NodeId, sessions: &[SessionId]) -> Result<Option<Rolls>, StoreError>;

    /// Keeps how far viewers are; each replaces what was kept of the same viewer and video before, unless that is newer.
    async fn save_playback(&self, session: &SessionId, viewers: Vec<StoredPlayback>) -> Result<(), StoreError>;

    /// Returns how far all viewers of a session are in all of its videos.
    async fn playback(&self, session: &SessionId) -> Result<Vec<StoredPlayback>, StoreError>;

    /// Returns one page of the sessions in which a user has watched something, the last one first.
    async fn visits(&self, user: &MemberId, query: VisitsQuery) -> Result<Vec<Visit>, StoreError>;

    /// Returns at most `limit` members of a session with what their predictions have come to, most points first.
    async fn leaders(&self, session: &SessionId, limit: u32) -> Result<Vec<(MemberId, Score)>, StoreError>;

    /// Returns what the predictions of a member have come to, session by session, the latest first.
    async fn scores(&self, query: ScoresQuery) -> Result<Vec<StoredScore>, StoreError>;

    /// Returns one page of a session's messages, oldest first: the last ones before a number.
    async fn messages(&self, query: MessagesQuery) -> Result<Vec<StoredMessage>, StoreError>;

    /// Makes a session's messages anew from its log. Returns how many there are.
    async fn rebuild_messages(&self, session: &SessionId) -> Result<u64, StoreError>;

    /// Keeps that a member finds a message bad; once for each, and only while the message is there.
    async fn report_message(&self, session: &SessionId, report: StoredReport) -> Result<(), StoreError>;

    /// Returns at most `limit` reports of messages that are still there, newest first.
    async fn message_reports(&self, session: &SessionId, limit: u32) -> Result<Vec<StoredReport>, StoreError>;

    /// Keeps a new user with the hash of their first token.
    async fn create_user(&self, user: StoredUser, token: TokenHash) -> Result<(), StoreError>;

    /// Returns the user who was made with the token of this hash, unless it was revoked.
    async fn user_by_token(&self, token: &TokenHash) -> Result<Option<StoredUser>, StoreError>;

    /// Returns those of these users who are known.
    async fn users(&self, ids: &[MemberId]) -> Result<Vec<StoredUser>, StoreError>;

    /// Returns the secret of this name. The first proposal ever made becomes the secret, for all nodes.
    async fn secret(&self, name: &'static str, proposal: Vec<u8>) -> Result<Vec<u8>, StoreError>;

    /// Returns a session in a few words, listed or not.
    async fn summary(&self, _session: &SessionId) -> Result<Option<Listed>, StoreError> {
        Ok(None)
    }

    /// Returns whom a user has watched with, and when that was last: the last first, at most `limit`.
    async fn companions(&self, _user: &MemberId, _limit: u32) -> Result<Vec<(MemberId, Timestamp)>, StoreError> {
        Ok(Vec::new())
    }

    /// Makes sessions and videos ready to be found that a node of an older version has written since this one was opened: at most
    /// some hundred of each. Returns how many.
    async fn refold(&self) -> Result<u64, StoreError> {
        Ok(0)
    }

    /// Returns where invitations, knocks, doors, links and codes are kept; a model of a store may keep none.
    fn handshakes(&self) -> Option<&dyn Handshakes> {
        None
    }

    /// Returns how to find and erase what is held about people; a model of a store may not know.
    fn personal_data(&self) -> Option<&dyn PersonalData> {
        None
    }

    /// Returns where series are kept; a model of a store may keep none.
    fn all_series(&self) -> Option<&dyn AllSeries> {
        None
    }

    /// Returns where recommendations are kept, and what they are learnt from; a model of a store may keep none.
    fn recommendations(&self) -> Option<&dyn Recommendations> {
        None
    }

    /// Returns where it is kept what workers do; a model of a store may keep nothing.
    fn jobs(&self) -> Option<&dyn Jobs> {
        None
    }

    /// Returns where experiments are kept; a model of a store may keep none.
    fn experiments(&self) -> Option<&dyn Experiments> {
        None
    }

    /// Returns where sign-ins and the ways to sign in are kept; a model of a store may keep none.
    fn accounts(&self) -> Option<&dyn Accounts> {
        None
    }

    /// Returns where videos are kept, and what providers have said; a model of a store may keep none.
    fn catalogue(&self) -> Option<&dyn Catalogue> {
        None
    }

    /// Returns the store's clock, in microseconds since the epoch, for nodes to follow; `None` where there is only one.
    async fn clock_us(&self) -> Result<Option<i64>, StoreError>;

    /// Returns whether the store can be written just now.
    async fn ready(&self) -> Result<(), StoreError>;
}

/// What one turn of a session adds to its log.
#[derive(Clone, Debug)]
pub struct Append {
    /// The session.
    pub session: SessionId,
    /// The position that the entries follow; the default position creates the session.
    pub after: LogPosition,
    /// The next entries, numbered from `after.seq + 1`. Never empty.
    pub entries: Vec<Entry>,
    /// The command that led to them, if one did.
    pub command: Option<(MemberId, CommandId)>,
    /// The session in a few words, after these entries.
    pub summary: Summary,
    /// When the session wants to be woken up, after these entries.
    pub wake_at: Option<Timestamp>,
    /// What predictions have come to, for the members for whom these entries have changed it.
    pub scores: Vec<(MemberId, Score)>,
}

/// What became of an append.
#[derive(Clone, Debug, PartialEq)]
pub enum AppendOutcome {
    /// The entries are durable.
    Appended(Vec<StoredEntry>),
    /// The log's head is not `after` any more; nothing was written.
    Conflict,
    /// The command was appended before; nothing was written.
    Repeated {
        /// The number of the command's first entry.
        seq: u64,
    },
}

/// An entry of the log with the running hash up to it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEntry {
    /// The entry.
    pub entry: Entry,
    /// Its position: its number, and the running hash over all entries up to it.
    pub position: LogPosition,
}

/// How far one viewer is in one video of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPlayback {
    /// The viewer.
    pub member: MemberId,
    /// The video.
    pub video: VideoId,
    /// Where they were last.
    pub position: Timecode,
    /// What they have seen of it.
    pub watched: Watched,
    /// When they were there.
    pub updated_at: Timestamp,
    /// When they were first there; of two times that are kept the earlier stays.
    pub begun_at: Timestamp,
}

/// Which messages are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagesQuery {
    /// Of which session.
    pub session: SessionId,
    /// Only those before this number.
    pub before: Option<u64>,
    /// How many at most.
    pub limit: u32,
    /// Only those that have this in them, in whatever case.
    pub contains: Option<String>,
}

/// A message as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// The number of the entry that brought it.
    pub id: u64,
    /// When it was said.
    pub at: Timestamp,
    /// Who has said it.
    pub by: MemberId,
    /// What it says; nothing where it was taken back.
    pub text: Option<String>,
    /// The message that it answers.
    pub reply_to: Option<u64>,
    /// Who is spoken to by name.
    pub mentions: Vec<MemberId>,
    /// The place in the video that it belongs to.
    pub media: Option<MediaMark>,
    /// When it was changed last.
    pub edited_at: Option<Timestamp>,
    /// When it was taken back.
    pub deleted_at: Option<Timestamp>,
    /// Who has taken it back.
    pub deleted_by: Option<MemberId>,
    /// The number of the last entry that has changed it.
    pub rev: u64,
    /// How people react to it, the first kind first.
    pub reactions: Vec<StoredReactions>,
}

/// One kind of reactions to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReactions {
    /// With what.
    pub emoji: Emoji,
    /// How many.
    pub count: u32,
    /// Who, the first ones.
    pub by: Vec<MemberId>,
}

/// Somebody finds a message bad.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReport {
    /// The message.
    pub message: u64,
    /// Who.
    pub by: MemberId,
    /// Since when.
    pub at: Timestamp,
}

/// A user of this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredUser {
    /// The id, which is also the member id in every session.
    pub id: MemberId,
    /// The name.
    pub name: Name,
    /// When they came.
    pub created_at: Timestamp,
}

/// The SHA-256 of a token. Tokens themselves are never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHash(pub [u8; 32]);

/// What a member's predictions have come to in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredScore {
    /// The session.
    pub session: SessionId,
    /// Its title.
    pub title: Title,
    /// What they have come to.
    pub score: Score,
    /// When that changed last.
    pub updated_at: Timestamp,
}

/// Which scores are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoresQuery {
    /// Whose.
    pub member: MemberId,
    /// After which score of the page before: when it changed, and its session.
    pub after: Option<(Timestamp, SessionId)>,
    /// How many at most.
    pub limit: u32,
}

/// Which sessions a list wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionsQuery {
    /// Only those in this state, or all.
    pub state: Option<SessionState>,
    /// Only those whose title or address has this text in it, however it is written.
    pub search: Option<String>,
    /// The server time: what lies ahead is planned.
    pub now: Timestamp,
    /// After which session of the page before.
    pub after: Option<Cursor>,
    /// How many at most.
    pub limit: u32,
}

/// Whether a listed session goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// It lies ahead.
    Planned,
    /// It goes on.
    Live,
    /// It is over.
    Ended,
}

/// A place in the list of sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// By what the list is ordered: when the session began, of planned ones when they are to; of a user's visits, when they
    /// last watched.
    pub at: Timestamp,
    /// Its id, for those of the same millisecond.
    pub id: SessionId,
}

/// Which of a user's visits are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitsQuery {
    /// After which visit of the page before.
    pub after: Option<Cursor>,
    /// How many at most.
    pub limit: u32,
    /// How many of those who were there too are named at most.
    pub others: u32,
}

/// A session in which a user has watched something.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// The session.
    pub session: Listed,
    /// What they have seen, the last video first.
    pub watched: Vec<StoredPlayback>,
    /// Some of those who watched in it too, the last first.
    pub others: Vec<MemberId>,
}

/// A session in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its id.
    pub id: SessionId,
    /// The session in a few words.
    pub summary: Summary,
}

impl Visit {
    /// When the user last watched in it.
    pub fn at(&self) -> Timestamp {
        self.watched.iter().map(|playback| playback.updated_at).max().unwrap_or(self.session.summary.created_at)
    }
}

impl Listed {
    /// By what a list of sessions in `state` is ordered.
    pub fn at(&self, state: Option<SessionState>) -> Timestamp {
        let planned = self.summary.starts_at.filter(|_| state == Some(SessionState::Planned));
        planned.unwrap_or(self.summary.created_at)
    }
}
