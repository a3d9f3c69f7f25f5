//! What every backend promises of personal data.

use async_trait::async_trait;
use session::{MemberId, SessionId};
use timeline::Timestamp;

use crate::contract::Store;
use crate::error::StoreError;
use crate::tables::Kind;

/// What is held about one person.
///
/// * **An erasure is for good**: what [`PersonalData::begin_erasure`] has acknowledged is worked off, whatever fails: it is
///   due until [`PersonalData::end_erasure`]. The token is nobody's from the first moment.
/// * **Every step may be done again**, and by two nodes at once.
/// * **The chain stays whole**: an entry that is rewritten or emptied keeps its hash, and is sound where a later entry says
///   that somebody was erased.
#[async_trait]
pub trait PersonalData: Send + Sync {
    /// Returns the next rows of a part, and where the ones after them begin, if there may be any.
    async fn held(
        &self,
        user: &MemberId,
        part: &'static HeldPart,
        from: HeldFrom,
    ) -> Result<(Vec<Held>, Option<HeldFrom>), StoreError>;

    /// Returns at most `limit` sessions in the order of their ids, after one of them, each with whether somebody has done
    /// something in it or is named.
    async fn sessions_naming(
        &self,
        user: &MemberId,
        after: Option<&SessionId>,
        limit: u32,
    ) -> Result<Vec<(SessionId, bool)>, StoreError>;

    /// Begins to erase somebody, from `now` on. Does nothing for who is not known, or was begun with.
    async fn begin_erasure(&self, user: &MemberId, now: Timestamp) -> Result<(), StoreError>;

    /// Takes up the erasure that has been due for longest, if one is at `now`. Nobody else does until `until`.
    async fn take_erasure(&self, now: Timestamp, until: Timestamp) -> Result<Option<Erasure>, StoreError>;

    /// Keeps how far an erasure is, and until when nobody else takes it up. Returns nothing where somebody else has.
    async fn keep_erasure(&self, erasure: Erasure, until: Timestamp) -> Result<Option<Erasure>, StoreError>;

    /// Takes an erasure for done.
    async fn end_erasure(&self, erasure: &Erasure) -> Result<(), StoreError>;

    /// Erases what is held about a user beside sessions: the user, invitations, knocks, links and codes.
    async fn erase_user(&self, user: &MemberId) -> Result<(), StoreError>;

    /// Erases somebody from a session's log, and the messages that were made from it. The log says already that they were
    /// erased. Returns how many entries have changed.
    async fn erase_from_log(&self, session: &SessionId, user: &MemberId) -> Result<u64, StoreError>;

    /// Erases what stands beside the logs: progress, scores, notes and reports.
    async fn erase_traces(&self, user: &MemberId) -> Result<(), StoreError>;

    /// Makes sure that the database's own files have nothing left of what was erased, where that is in its hands. Returns
    /// whether it was done; somebody who reads may be in the way.
    async fn settle_erased(&self) -> Result<bool, StoreError>;
}

/// Returns how to find and erase what a store holds about people; every real one knows.
pub fn personal_data(store: &dyn Store) -> Result<&dyn PersonalData, StoreError> {
    store.personal_data().ok_or_else(|| StoreError::away("this store does not know what it holds about people"))
}

/// An erasure at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Who is erased.
    pub user: MemberId,
    /// The last session that was gone through.
    pub reached: Option<SessionId>,
    /// How often all sessions have been gone through.
    pub passes: u32,
    /// Until when it is taken.
    pub(crate) due_at: Timestamp,
}

/// Rows of one kind that are about a person.
#[derive(Debug)]
pub struct HeldPart {
    /// What they are called.
    pub name: &'static str,
    /// What they are, in a sentence.
    pub about: &'static str,
    pub(crate) sql: &'static str,
    pub(crate) names: &'static [&'static str],
    pub(crate) kinds: &'static [Kind],
    /// Whether they stand beside the sessions, and not beside the users.
    pub(crate) is_of_sessions: bool,
}

/// A row: the names of its columns with their values.
pub type Held = Vec<(&'static str, HeldValue)>;

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldValue {
    /// A text.
    Text(String),
    /// A number; times are milliseconds since the epoch.
    Number(i64),
    /// Nothing.
    Nothing,
}

/// Where the rows of a part go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeldFrom {
    pub(crate) shard: usize,
    pub(crate) offset: u32,
}
