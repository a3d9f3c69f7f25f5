//! Tells operators how people are erased, as they are told of workers. Nothing of it is needed for the work itself: where it
/// cannot be told, it is done all the same.
use std::sync::Arc;

use store::{ERASURE, Jobs, RunEnd, Store, StoreError};
use timeline::Timestamp;

/// For how long a run is held without a sign of life, in milliseconds: longer than a pass through the sessions keeps silent.
const LEASE_MS: i64 = 60_000;
/// How often it is told that there is nothing to do, in milliseconds.
const EVERY_MS: i64 = 3_600_000;
/// How long a failure stands before it may be said that there is nothing to do, in milliseconds: by then it was tried again.
const FAILED_FOR_MS: i64 = 90_000;

/// Keeps the record of the runs of this host.
pub(crate) struct Told {
    store: Arc<dyn Store>,
    /// No other host has this name.
    holder: String,
}

impl Told {
    pub(crate) fn new(store: Arc<dyn Store>, holder: String) -> Self {
        Self { store, holder }
    }

    /// Begins a run, because there is somebody to erase. Nothing where another host is telling.
    pub(crate) async fn begin(&self, now: Timestamp) -> Option<u64> {
        let jobs = self.store.jobs()?;
        let begin = async {
            jobs.ask_for_run(ERASURE, now).await?;
            jobs.begin_run(ERASURE, &self.holder, now, LEASE_MS, EVERY_MS).await
        };
        told(begin.await).flatten()
    }

    /// Gives a sign of life.
    pub(crate) async fn hold(&self, run: Option<u64>, now: Timestamp, sessions: u64) {
        let (Some(jobs), Some(run)) = (self.store.jobs(), run) else { return };
        told(jobs.hold_run(ERASURE, run, now.plus_ms(LEASE_MS), sessions, 0).await);
    }

    /// Ends a run. What failed is told until it was tried again.
    pub(crate) async fn end(&self, run: Option<u64>, now: Timestamp, result: Result<(u64, String), String>) {
        let (Some(jobs), Some(run)) = (self.store.jobs(), run) else { return };
        let (done, note, failure, again_ms) = match result {
            Ok((done, note)) => (done, note, None, EVERY_MS),
            Err(why) => (0, String::new(), Some(why), FAILED_FOR_MS),
        };
        let end = RunEnd { at: now, done, note, trouble: None, failure, due_at: now.plus_ms(again_ms) };
        told(jobs.end_run(ERASURE, run, &end).await);
    }

    /// Says once in a while, and when somebody asks, that nobody waits to be erased.
    pub(crate) async fn nothing_to_do(&self, now: Timestamp) {
        let Some(jobs) = self.store.jobs() else { return };
        if is_due(jobs, now).await {
            let run = told(jobs.begin_run(ERASURE, &self.holder, now, LEASE_MS, EVERY_MS).await).flatten();
            self.end(run, now, Ok((0, "nobody waits to be erased".to_owned()))).await;
        }
    }
}

async fn is_due(jobs: &dyn Jobs, now: Timestamp) -> bool {
    let Some(all) = told(jobs.jobs().await) else { return false };
    all.iter().find(|job| job.name == ERASURE).is_none_or(|job| may_begin(job.due_at, job.lease_until, now))
}

/// Tells whether a run may begin. What is further ahead than it can be was written by a clock that was wrong.
fn may_begin(due_at: Timestamp, lease_until: Timestamp, now: Timestamp) -> bool {
    let is_over = |at: Timestamp, most_ms: i64| at <= now || at > now.plus_ms(most_ms);
    is_over(lease_until, LEASE_MS) && is_over(due_at, EVERY_MS)
}

fn told<T>(result: Result<T, StoreError>) -> Option<T> {
    result.inspect_err(|error| tracing::debug!(%error, "operators are not told how people are erased")).ok()
}

#[cfg(test)]
mod tests {
    use timeline::Timestamp;

    use super::{EVERY_MS, LEASE_MS, may_begin};

    #[test]
    fn what_a_clock_that_ran_ahead_has_put_off_is_due() {
        let may = |due_ms: i64, lease_ms: i64| {
            let at = |ms: i64| Timestamp::from_ms(1_000_000 + ms);
            may_begin(at(due_ms), at(lease_ms), at(0))
        };
        assert!(may(0, 0) && may(-1, -1));
        assert!(!may(1, 0) && !may(0, 1) && !may(EVERY_MS, 0) && !may(0, LEASE_MS));
        assert!(may(EVERY_MS + 1, LEASE_MS + 1), "no run is put off, or held, for so long");
    }
}
