//! What is kept of workers.

use async_trait::async_trait;
use timeline::Timestamp;

use crate::error::StoreError;

/// Which worker ran when, and who may run one now.
///
/// Of each worker one run goes on at a time, whichever processes want to begin one at one moment: until its lease is over. A
/// lease keeps two from doing the same work twice, not from doing it at once after a pause: what a worker writes must be
/// right either way.
#[async_trait]
pub trait Jobs: Send + Sync {
    /// Begins a run, if the worker is due and nobody holds it. Returns its number, by which it is told from every other run.
    ///
    /// `holder` names the process. A lease or a due time that lies further ahead than `lease_ms` and `every_ms` can be is
    /// from a clock that jumped: it counts for nothing.
    async fn begin_run(
        &self,
        worker: &str,
        holder: &str,
        now: Timestamp,
        lease_ms: i64,
        every_ms: i64,
    ) -> Result<Option<u64>, StoreError>;

    /// Holds a run for longer, and tells how far it is. Returns false where another has taken it over.
    async fn hold_run(
        &self,
        worker: &str,
        run: u64,
        until: Timestamp,
        done: u64,
        total: u64,
    ) -> Result<bool, StoreError>;

    /// Ends a run, unless another has taken it over. Who asked for one after it began gets another.
    async fn end_run(&self, worker: &str, run: u64, end: &RunEnd) -> Result<bool, StoreError>;

    /// Lets go of the run that somebody holds, because they stop: whoever comes next begins it anew.
    async fn give_back(&self, worker: &str, holder: &str) -> Result<(), StoreError>;

    /// Asks for a run as soon as may be. Returns false where no process has ever run this worker.
    async fn ask_for_run(&self, worker: &str, now: Timestamp) -> Result<bool, StoreError>;

    /// Returns how every worker stands, by name.
    async fn jobs(&self) -> Result<Vec<StoredJob>, StoreError>;
}

/// The name under which it is told how people are erased: hosts do that, whoever runs the workers.
pub const ERASURE: &str = "erasure";

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunEnd {
    /// When.
    pub at: Timestamp,
    /// How many things it did.
    pub done: u64,
    /// What it did, in words.
    pub note: String,
    /// What of it failed, where the rest was done.
    pub trouble: Option<String>,
    /// Why it failed, if it did.
    pub failure: Option<String>,
    /// When the next one is due.
    pub due_at: Timestamp,
}

/// How a worker stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredJob {
    /// The worker's name.
    pub name: String,
    /// Which process runs it, or ran it last.
    pub holder: String,
    /// How often it has run.
    pub run: u64,
    /// Until when the run that goes on is held.
    pub lease_until: Timestamp,
    /// When the next is due.
    pub due_at: Timestamp,
    /// When the last run began.
    pub begun_at: Timestamp,
    /// When it ended; none while it goes on, and where it was killed.
    pub ended_at: Option<Timestamp>,
    /// How many things it has done.
    pub done: u64,
    /// Of how many; 0 where that is not known.
    pub total: u64,
    /// What it did, in words.
    pub note: String,
    /// What of it failed, where the rest was done.
    pub trouble: Option<String>,
    /// Why it failed, if it did.
    pub failure: Option<String>,
    /// How often it has failed in a row.
    pub failures: u32,
}

/// What a worker does or did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// A run goes on.
    Running,
    /// The last run did what there was to do.
    Done,
    /// The last run did what there was to do, but for a part that failed.
    Partly,
    /// The last run failed, and is tried again.
    Failed,
    /// The process that ran it is gone: another one takes it over.
    Stopped,
}

impl StoredJob {
    /// Returns what it does or did.
    pub fn state(&self, now: Timestamp) -> JobState {
        match (self.ended_at, &self.failure) {
            (None, _) if self.lease_until > now => JobState::Running,
            (None, _) => JobState::Stopped,
            (Some(_), Some(_)) => JobState::Failed,
            (Some(_), None) if self.trouble.is_some() => JobState::Partly,
            (Some(_), None) => JobState::Done,
        }
    }
}
