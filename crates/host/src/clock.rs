//! Server time.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use store::{Store, StoreError};
use timeline::{Exchange, ReferenceClock, Timestamp};
use tokio::time::Instant;

/// How many questions a clock begins with.
const FIRST_QUESTIONS: usize = 8;
/// A node that does not know the time better than this is not fit to serve, in microseconds.
const UNKNOWN_US_MAX: i64 = 50_000;

/// Server time: carried on by the monotonic clock, so that it never jumps and never goes back. Cheap to clone; all clones
/// are the same clock.
///
/// The only node of a database starts it by its wall clock. Several nodes follow the database's clock, each measuring it
/// as a client measures the server's: what their own clocks are set to does not matter.
#[derive(Clone, Debug)]
pub struct Clock {
    started: Instant,
    time: Arc<Time>,
}

#[derive(Debug)]
enum Time {
    /// Milliseconds since the epoch when the clock was started.
    Own(i64),
    Followed(RwLock<ReferenceClock>),
}

impl Clock {
    /// Starts the clock at the wall's time, or at `newest`, the time of the newest entry of all logs, where the wall has
    /// gone back behind it: server time only has to be the same for everybody and to go forward.
    pub fn start(newest: Option<Timestamp>) -> Self {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::start_at(Timestamp::from_ms(i64::try_from(wall.as_millis()).unwrap_or(i64::MAX)), newest)
    }

    /// As [`Clock::start`], at a given time.
    pub fn start_at(at: Timestamp, newest: Option<Timestamp>) -> Self {
        Self { started: Instant::now(), time: Arc::new(Time::Own(at.max(newest.unwrap_or(at)).ms())) }
    }

    /// Starts a clock that follows the store's, where other nodes may follow it too; else as [`Clock::start`].
    pub async fn follow(store: &dyn Store) -> Result<Self, StoreError> {
        let newest = store.newest().await?;
        let started = Instant::now();
        let mut exchanges = Vec::new();
        for _ in 0..FIRST_QUESTIONS {
            exchanges.extend(ask(store, started).await?);
        }
        let floor_us = newest.map(|newest| newest.ms().saturating_mul(1_000));
        Ok(match ReferenceClock::begin(exchanges, floor_us) {
            Some(clock) => Self { started, time: Arc::new(Time::Followed(RwLock::new(clock))) },
            None => Self::start(newest),
        })
    }

    /// Returns the server time.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(match &*self.time {
            Time::Own(began_ms) => began_ms.saturating_add(self.local_us() / 1_000),
            Time::Followed(clock) => read(clock).at(self.local_us()) / 1_000,
        })
    }

    /// Returns by how much it may be off from the store's at the most; `None` where it does not follow it.
    pub fn off_by(&self) -> Option<Duration> {
        let Time::Followed(clock) = &*self.time else { return None };
        Some(Duration::from_micros(read(clock).off_by_us(self.local_us()).unsigned_abs()))
    }

    /// Returns whether people at this node see what those at others see at the same moment. All nodes work off together what
    /// the store's clock has jumped by, so that does not count.
    pub fn is_known(&self) -> bool {
        match &*self.time {
            Time::Own(_) => true,
            Time::Followed(clock) => read(clock).unknown_us(self.local_us()) <= UNKNOWN_US_MAX,
        }
    }

    /// Measures the store's clock once more, where it follows that.
    pub(crate) async fn measure(&self, store: &dyn Store) -> Result<(), StoreError> {
        let Time::Followed(clock) = &*self.time else { return Ok(()) };
        if let Some(exchange) = ask(store, self.started).await? {
            clock.write().unwrap_or_else(PoisonError::into_inner).observe(exchange);
        }
        if let Some(off_by) = self.off_by() {
            metrics::gauge!("sameframe_clock_off_seconds").set(off_by.as_secs_f64());
        }
        Ok(())
    }

    /// Returns when the server time will be `at`, for a timer.
    pub(crate) fn instant(&self, at: Timestamp) -> Instant {
        let ms = u64::try_from(at.ms_since(self.now())).unwrap_or(0);
        // A year is as good as for ever, and keeps the sum in range.
        Instant::now() + Duration::from_millis(ms.min(365 * 24 * 3600 * 1000))
    }

    fn local_us(&self) -> i64 {
        since_us(self.started)
    }
}

fn since_us(started: Instant) -> i64 {
    i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX)
}

async fn ask(store: &dyn Store, started: Instant) -> Result<Option<Exchange>, StoreError> {
    let sent_us = since_us(started);
    let reference_us = store.clock_us().await?;
    let received_us = since_us(started);
    Ok(reference_us.map(|reference_us| Exchange { sent_us, reference_us, received_us }))
}

fn read(clock: &RwLock<ReferenceClock>) -> std::sync::RwLockReadGuard<'_, ReferenceClock> {
    // What it was before a panic is as good as what it would have become.
    clock.read().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use timeline::Timestamp;

    use super::Clock;

    #[tokio::test]
    async fn server_time_never_goes_back_behind_the_log() {
        let future = Clock::start(None).now().plus_ms(3_600_000);
        assert!(Clock::start(Some(future)).now() >= future);
        assert!(Clock::start(Some(Timestamp::from_ms(5))).now() < future);
    }
}
