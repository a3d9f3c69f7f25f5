//! What all parts of a run share: time, the trace, and what went wrong.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use timeline::Timestamp;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::plan::Plan;
use crate::remedy::Remedy;
use crate::trace::{Trace, Who};

/// When every run begins, in server time. Any moment would do.
const BEGINNING_MS: i64 = 1_700_000_000_000;
/// Of how many violations a run tells; the first one counts.
const VIOLATIONS_MAX: usize = 5;

/// A promise that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The name of the check.
    pub check: &'static str,
    /// What was seen.
    pub what: String,
    /// When, in virtual time since the beginning.
    pub at: Duration,
}

/// One run's world.
pub(crate) struct World {
    pub(crate) plan: Plan,
    started: Instant,
    trace: Mutex<Trace>,
    violations: Mutex<Vec<Violation>>,
    broken: CancellationToken,
    history_lost_at: Mutex<Option<Duration>>,
}

impl World {
    pub(crate) fn new(plan: Plan, in_words: bool) -> Self {
        Self {
            plan,
            started: Instant::now(),
            trace: Mutex::new(Trace::new(in_words)),
            violations: Mutex::default(),
            broken: CancellationToken::new(),
            history_lost_at: Mutex::default(),
        }
    }

    /// The time since the beginning.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// The true server time; each node's own clock is a little off.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_ms(BEGINNING_MS).plus_ms(i64::try_from(self.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    /// Waits until so much time has gone by since the beginning.
    pub(crate) async fn until(&self, elapsed: Duration) {
        tokio::time::sleep_until(self.started + elapsed).await;
    }

    pub(crate) fn is_off(&self, remedy: Remedy) -> bool {
        self.plan.off == Some(remedy)
    }

    pub(crate) fn note(&self, who: Who, what: &'static str, numbers: (u64, u64)) {
        let at = self.elapsed();
        lock(&self.trace).note(at, who, what, numbers);
    }

    /// Notes a broken promise.
    pub(crate) fn violated(&self, check: &'static str, what: String) {
        self.note(Who::World, check, (0, 0));
        let mut violations = lock(&self.violations);
        if violations.len() < VIOLATIONS_MAX {
            violations.push(Violation { check, what, at: self.elapsed() });
        }
        self.broken.cancel();
    }

    /// Waits for the first broken promise: what comes after it tells little.
    pub(crate) async fn broken(&self) {
        self.broken.cancelled().await;
    }

    /// Acknowledged entries are lost just now.
    pub(crate) fn history_lost(&self) {
        *lock(&self.history_lost_at) = Some(self.elapsed());
    }

    /// When that was, if it was.
    pub(crate) fn history_lost_at(&self) -> Option<Duration> {
        *lock(&self.history_lost_at)
    }

    pub(crate) fn violations(&self) -> Vec<Violation> {
        lock(&self.violations).clone()
    }

    pub(crate) fn trace(&self) -> MutexGuard<'_, Trace> {
        lock(&self.trace)
    }
}

/// A panic in one task must not hide what the others saw.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {:.3} s: {}", self.check, self.at.as_secs_f64(), self.what)
    }
}
