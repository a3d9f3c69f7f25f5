//! The schedule of a common start.
//!
//! Nobody can start before the message has reached them and their player has woken up. So a start is set at
//! `now + lead`, where the lead covers the slowest member's way and start latency and a margin for the timers:
//!
//! ```text
//! lead = clamp(max over members (one way + start latency) + margin, LEAD_MIN, LEAD_MAX)
//! ```
//!
//! Of more than `CROWD` members the slowest twentieth is left out. Who is slower than that, or than `LEAD_MAX`, starts
//! late and catches up; the others do not wait for them.

/// The shortest lead in milliseconds: below it a start feels no faster, and timers miss it.
pub const START_LEAD_MIN_MS: i64 = 150;
/// The longest lead in milliseconds: above it the button feels broken.
pub const START_LEAD_MAX_MS: i64 = 1500;
/// The margin for timers and scheduling in milliseconds.
pub const START_MARGIN_MS: i64 = 40;

/// From more members than this on, not the slowest one sets the lead.
const CROWD: usize = 20;

/// What one member measured of the way to them and of their player.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberDelay {
    /// The round trip in milliseconds, at the 95th percentile.
    pub round_trip_p95_ms: i64,
    /// The time from asking the player to play until the picture moves, in milliseconds.
    pub start_latency_ms: i64,
}

/// Returns how many milliseconds ahead a common start is to be scheduled.
///
/// One way is taken as three quarters of the round trip: half, and a guard for ways that are not the same both ways.
pub fn start_lead_ms(members: impl IntoIterator<Item = MemberDelay>) -> i64 {
    let mut delays_ms: Vec<_> = members
        .into_iter()
        .map(|member| {
            let one_way_ms = member.round_trip_p95_ms.max(0).saturating_mul(3) / 4;
            one_way_ms.saturating_add(member.start_latency_ms.max(0))
        })
        .collect();
    delays_ms.sort_unstable();
    let left_out = if delays_ms.len() > CROWD { delays_ms.len() / 20 } else { 0 };
    let slowest_ms = delays_ms.iter().rev().nth(left_out).copied().unwrap_or(0);
    slowest_ms.saturating_add(START_MARGIN_MS).clamp(START_LEAD_MIN_MS, START_LEAD_MAX_MS)
}

#[cfg(test)]
mod tests {
    use super::{MemberDelay, start_lead_ms};

    #[test]
    fn in_a_crowd_the_slowest_twentieth_does_not_set_the_lead() {
        let member = |round_trip_p95_ms| MemberDelay { round_trip_p95_ms, start_latency_ms: 80 };
        let crowd = |slow: usize| (0..40).map(move |n| member(if n < slow { 1_600 } else { 200 }));
        assert_eq!(start_lead_ms(crowd(2)), 150 + 80 + 40);
        assert_eq!(start_lead_ms(crowd(3)), 1_200 + 80 + 40);
        assert_eq!(start_lead_ms(crowd(1).take(20)), 1_200 + 80 + 40, "a small group waits for everybody");
    }
}
