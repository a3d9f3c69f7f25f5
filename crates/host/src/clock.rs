//! Server time.

use std::time::{SystemTime, UNIX_EPOCH};

use timeline::Timestamp;
use tokio::time::Instant;

/// Server time: read from the wall once, then carried on by the monotonic clock, so that it never jumps.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    wall_ms: i64,
    started: Instant,
}

impl Clock {
    /// Starts the clock at the wall's time, or at `newest`, the time of the newest entry of all logs, where the wall has
    /// gone back behind it: server time only has to be the same for everybody and to go forward.
    pub fn start(newest: Option<Timestamp>) -> Self {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wall = Timestamp::from_ms(i64::try_from(wall.as_millis()).unwrap_or(i64::MAX));
        Self::start_at(wall.max(newest.unwrap_or(wall)))
    }

    /// Starts the clock at this time: for whoever knows the time from elsewhere, as a simulation does.
    pub fn start_at(now: Timestamp) -> Self {
        Self { wall_ms: now.ms(), started: Instant::now() }
    }

    /// Returns the server time.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.wall_ms).plus_ms(i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    /// Returns when the server time will be `at`, for a timer.
    pub(crate) fn instant(&self, at: Timestamp) -> Instant {
        let ms = u64::try_from(at.ms().saturating_sub(self.wall_ms)).unwrap_or(0);
        // A year is as good as for ever, and keeps the sum in range.
        self.started + std::time::Duration::from_millis(ms.min(365 * 24 * 3600 * 1000))
    }
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
