//! How many frames one connection may send, of whatever kind.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use governor::clock::DefaultClock;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

/// Pings, reports and commands. A burst of the clock is ten pings.
const FRAMES_PER_SECOND_MAX: u32 = 50;
const FRAMES_BURST_MAX: u32 = 200;

/// One for all connections: to make one asks the processor what it is, which was 2 % of what a thousand joins cost.
static CLOCK: LazyLock<DefaultClock> = LazyLock::new(DefaultClock::default);

/// The limit of one connection.
pub(super) struct Flow(RateLimiter<NotKeyed, InMemoryState, DefaultClock>);

impl Flow {
    pub(super) fn new() -> Self {
        let at_least_one = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(at_least_one(FRAMES_PER_SECOND_MAX)).allow_burst(at_least_one(FRAMES_BURST_MAX));
        Self(RateLimiter::direct_with_clock(quota, CLOCK.clone()))
    }

    /// Counts a frame. Returns whether it may be read.
    pub(super) fn admits(&self) -> bool {
        self.0.check().is_ok()
    }
}
