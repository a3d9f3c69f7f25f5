//! When a run is due, and how one that failed is tried again: rules, with the time as an argument.

use std::time::Duration;

use store::StoredJob;
use timeline::Timestamp;

/// For how long a run is held without a sign of life, in milliseconds.
pub const LEASE_MS: i64 = 60_000;
/// After how long a run that failed is tried again; it doubles with each failure in a row.
const AGAIN_FIRST: Duration = Duration::from_secs(30);
/// How often it doubles at most: up to a bit more than four hours.
const DOUBLED_MAX: u32 = 9;

/// When the next run is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NextRun {
    /// The last one did what there was to do.
    Rested,
    /// It failed, as did so many before it in a row.
    Failed(u32),
}

/// Returns when the next run is due after one that ended `now`. What failed is not tried again later than what was done.
pub(crate) fn next_run(next: NextRun, now: Timestamp, every: Duration) -> Timestamp {
    let rest = match next {
        NextRun::Rested => every,
        NextRun::Failed(before) => (AGAIN_FIRST * 2_u32.pow(before.min(DOUBLED_MAX))).min(every),
    };
    now.plus_ms(milliseconds(rest))
}

/// Returns whether a run may begin, as far as can be told without trying: it is due, and no other goes on.
pub(crate) fn may_begin(job: &StoredJob, now: Timestamp, every: Duration) -> bool {
    let is_over = |at: Timestamp, most_ms: i64| at <= now || at > now.plus_ms(most_ms);
    is_over(job.lease_until, LEASE_MS) && is_over(job.due_at, milliseconds(every))
}

pub(crate) fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{NextRun, next_run};
    use std::time::Duration;
    use timeline::Timestamp;

    #[test]
    fn what_fails_is_tried_again_soon_then_more_and_more_seldom() {
        let day = Duration::from_hours(24);
        let due = |next, every| next_run(next, Timestamp::from_ms(1_000), every).ms() - 1_000;
        assert_eq!(due(NextRun::Rested, day), 86_400_000);
        assert_eq!(due(NextRun::Failed(0), day), 30_000);
        assert_eq!(due(NextRun::Failed(1), day), 60_000);
        assert_eq!(due(NextRun::Failed(9), day), 15_360_000);
        assert_eq!(due(NextRun::Failed(u32::MAX), day), 15_360_000);
        assert_eq!(due(NextRun::Failed(9), Duration::from_mins(1)), 60_000);
    }
}
