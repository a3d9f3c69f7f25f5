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

/// The name under which it is told how a server's own folders are looked through: only servers that have some do that.
pub const OWN_VIDEOS: &str = "library";

/// How late a run is, at the least and at the most, before it is told that nobody does this work, in milliseconds.
const LATE_MS_MIN: i64 = 5 * 60 * 1_000;
const LATE_MS_MAX: i64 = 3_600 * 1_000;

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

    /// Returns whether no process does this work any more: its run is late by as much as there is from one to the next. Of what only
    /// servers do that is not said, for there may be none that has it to do.
    pub fn is_left_undone(&self, now: Timestamp) -> bool {
        let every_ms = self.due_at.ms_since(self.ended_at.unwrap_or(self.begun_at));
        let is_late = now.ms_since(self.due_at) > every_ms.clamp(LATE_MS_MIN, LATE_MS_MAX);
        let is_of_servers = [ERASURE, OWN_VIDEOS].contains(&self.name.as_str());
        is_late && !is_of_servers && self.state(now) != JobState::Running
    }
}

#[cfg(test)]
mod tests {
    use timeline::Timestamp;

    use super::{ERASURE, StoredJob};

    fn is_left(name: &str, ended_min: Option<i64>, due_min: i64, now_min: i64) -> bool {
        let at = |min: i64| Timestamp::from_ms(min * 60_000);
        let job = StoredJob {
            name: name.to_owned(),
            holder: "a".to_owned(),
            run: 1,
            lease_until: at(4),
            due_at: at(due_min),
            begun_at: at(0),
            ended_at: ended_min.map(at),
            done: 0,
            total: 0,
            note: String::new(),
            trouble: None,
            failure: None,
            failures: 0,
        };
        job.is_left_undone(at(now_min))
    }

    #[test]
    fn a_run_that_is_late_by_a_whole_period_is_left_undone() {
        assert!(!is_left("learning", Some(1), 16, 31) && is_left("learning", Some(1), 16, 32));
        // Whoever asked for one waits a few minutes; of what is done once a day it is told after an hour.
        assert!(!is_left("learning", Some(1), 2, 7) && is_left("learning", Some(1), 2, 8));
        assert!(!is_left("retention", Some(0), 1_440, 1_500) && is_left("retention", Some(0), 1_440, 1_501));
        // One that was cut off is taken over within seconds.
        assert!(
            !is_left("learning", None, 0, 3) && !is_left("learning", None, 0, 5) && is_left("learning", None, 0, 6)
        );
        assert!(!is_left(ERASURE, Some(1), 2, 10_000));
    }
}
