//! How much one connection may send.

use std::num::NonZeroU32;

use governor::clock::DefaultClock;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use protocol::limits::{COMMANDS_BURST_MAX, COMMANDS_PER_SECOND_MAX};

/// Frames other than commands: pings and reports. A clock burst is ten pings.
const FRAMES_PER_SECOND_MAX: u32 = 50;
const FRAMES_BURST_MAX: u32 = 200;

/// The limits of one connection.
pub(super) struct Flow {
    commands: Limiter,
    frames: Limiter,
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, DefaultClock>;

impl Flow {
    pub(super) fn new() -> Self {
        Self {
            commands: limiter(COMMANDS_PER_SECOND_MAX, COMMANDS_BURST_MAX),
            frames: limiter(FRAMES_PER_SECOND_MAX, FRAMES_BURST_MAX),
        }
    }

    pub(super) fn admits_frame(&self) -> bool {
        self.frames.check().is_ok()
    }

    pub(super) fn admits_command(&self) -> bool {
        self.commands.check().is_ok()
    }
}

fn limiter(per_second: u32, burst: u32) -> Limiter {
    let at_least_one = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
    RateLimiter::direct(Quota::per_second(at_least_one(per_second)).allow_burst(at_least_one(burst)))
}
