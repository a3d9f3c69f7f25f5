//! A clock that follows another one, measured over a line: how the nodes of a cluster agree on the time.
//!
//! All times are integer microseconds. *Local* time is a monotonic clock of this machine, from any origin; *reference*
//! time is the clock that all follow.

use std::collections::VecDeque;

/// How many exchanges are kept.
const EXCHANGES_MAX: usize = 64;
/// By how much two clocks may drift apart, in millionths: what an exchange tells gets worse by that with its age. Crystals
/// stay below 100.
const WANDER_PPM: i64 = 100;
/// How fast an error is worked off, in millionths: 5 ms a second. Clients that measure this clock follow that easily.
const SLEW_PPM: i64 = 5_000;

/// One question for the reference time, and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// When it was asked, in local time.
    pub sent_us: i64,
    /// The answer.
    pub reference_us: i64,
    /// When the answer came, in local time.
    pub received_us: i64,
}

impl Exchange {
    /// How far ahead the reference is, if both ways took equally long.
    fn offset_us(self) -> i64 {
        self.reference_us - self.sent_us - (self.received_us - self.sent_us) / 2
    }

    /// The most by which that is wrong.
    fn bound_us(self) -> i64 {
        (self.received_us - self.sent_us) / 2
    }

    fn bound_at_us(self, local_us: i64) -> i64 {
        self.bound_us() + wander_us(local_us - self.received_us)
    }
}

fn wander_us(elapsed_us: i64) -> i64 {
    elapsed_us.max(0) * WANDER_PPM / 1_000_000
}

/// The reference time as far as it is known. It never jumps and never goes back: what it is off by is worked off slowly.
#[derive(Clone, Debug)]
pub struct ReferenceClock {
    exchanges: VecDeque<Exchange>,
    /// The offset that it had at `since_us`, from where it goes on towards `target_us`.
    offset_us: i64,
    since_us: i64,
    target_us: i64,
}

impl ReferenceClock {
    /// Begins with what several exchanges tell, but not before `floor_us`, a reference time that others have seen. Returns
    /// `None` without an exchange.
    pub fn begin(exchanges: impl IntoIterator<Item = Exchange>, floor_us: Option<i64>) -> Option<Self> {
        let mut clock = Self { exchanges: VecDeque::new(), offset_us: 0, since_us: 0, target_us: 0 };
        for exchange in exchanges {
            clock.keep(exchange);
        }
        let now_us = clock.exchanges.back()?.received_us;
        clock.aim(now_us);
        clock.offset_us = floor_us.map_or(clock.target_us, |floor_us| clock.target_us.max(floor_us - now_us));
        clock.since_us = now_us;
        Some(clock)
    }

    /// Takes in another exchange. One that cannot have happened is left out.
    pub fn observe(&mut self, exchange: Exchange) {
        if exchange.received_us < exchange.sent_us {
            return;
        }
        let now_us = exchange.received_us;
        self.offset_us = self.offset_at(now_us);
        self.since_us = self.since_us.max(now_us);
        self.keep(exchange);
        self.aim(now_us);
    }

    /// Returns the reference time at a local time.
    pub fn at(&self, local_us: i64) -> i64 {
        local_us + self.offset_at(local_us)
    }

    /// Returns the most by which the reference may be other than it is known, in microseconds. Clocks that follow one
    /// reference differ by no more than this, however far they still are from it: they work it off together.
    pub fn unknown_us(&self, local_us: i64) -> i64 {
        self.best(local_us).map_or(i64::MAX, |best| best.bound_at_us(local_us))
    }

    /// Returns the most by which it may be off, in microseconds: what is still to be worked off, and what cannot be known.
    pub fn off_by_us(&self, local_us: i64) -> i64 {
        (self.target_us - self.offset_at(local_us)).abs().saturating_add(self.unknown_us(local_us))
    }

    fn offset_at(&self, local_us: i64) -> i64 {
        let elapsed_us = (local_us - self.since_us).max(0);
        // Rounded down, so that the clock stands still at the worst.
        let most_us = elapsed_us * SLEW_PPM / 1_000_000;
        self.offset_us + (self.target_us - self.offset_us).clamp(-most_us, most_us)
    }

    fn keep(&mut self, exchange: Exchange) {
        if self.exchanges.len() == EXCHANGES_MAX {
            self.exchanges.pop_front();
        }
        self.exchanges.push_back(exchange);
    }

    /// An old answer that contradicts the newest one is of a clock that has been set, or of another machine.
    fn aim(&mut self, now_us: i64) {
        if let Some(newest) = self.exchanges.back().copied() {
            let agrees = |known: &Exchange| {
                let apart_us = (known.offset_us() - newest.offset_us()).abs();
                apart_us <= known.bound_at_us(now_us) + newest.bound_us()
            };
            self.exchanges.retain(agrees);
        }
        self.target_us = self.best(now_us).map_or(self.target_us, Exchange::offset_us);
    }

    fn best(&self, now_us: i64) -> Option<Exchange> {
        self.exchanges.iter().min_by_key(|exchange| exchange.bound_at_us(now_us)).copied()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Exchange, ReferenceClock};

    const SECOND_US: i64 = 1_000_000;

    /// A question at a local time, whose two ways take this long, to a reference that is `ahead_us` ahead.
    fn exchange(sent_us: i64, there_us: i64, back_us: i64, ahead_us: i64) -> Exchange {
        let reference_us = sent_us + there_us + ahead_us;
        Exchange { sent_us, reference_us, received_us: sent_us + there_us + back_us }
    }

    #[test]
    fn the_quickest_answer_tells_most() {
        let ahead_us = 500 * 1_000;
        let answers = [exchange(0, 9_000, 1_000, ahead_us), exchange(20_000, 300, 200, ahead_us)];
        let clock = ReferenceClock::begin(answers, None).unwrap();
        let off_us = clock.at(30_000) - (30_000 + ahead_us);
        assert!(off_us.abs() <= 50, "{off_us}");
        assert!((250..400).contains(&clock.off_by_us(30_000)), "{}", clock.off_by_us(30_000));
    }

    #[test]
    fn a_reference_that_was_set_is_followed_slowly() {
        let mut clock = ReferenceClock::begin([exchange(0, 100, 100, 0)], None).unwrap();
        clock.observe(exchange(SECOND_US, 100, 100, 300_000));
        assert!(clock.off_by_us(SECOND_US) > 290_000);
        assert!(clock.unknown_us(SECOND_US) < 1_000, "and all who follow it know by how much");
        let then_us = 31 * SECOND_US;
        let off_us = clock.at(then_us) - (then_us + 300_000);
        assert!((-151_000..=-149_000).contains(&off_us), "half of it after 30 s: {off_us}");
        for second in 32..80 {
            clock.observe(exchange(second * SECOND_US, 100, 100, 300_000));
        }
        assert!(clock.off_by_us(80 * SECOND_US) < 1_000);
    }

    #[test]
    fn it_never_begins_before_what_others_have_seen() {
        let clock = ReferenceClock::begin([exchange(0, 100, 100, 0)], Some(SECOND_US)).unwrap();
        assert!(clock.at(200) >= SECOND_US);
        assert!(clock.off_by_us(200) >= SECOND_US - 1_000);
    }

    #[test]
    fn what_is_not_heard_of_for_long_is_known_less_and_less() {
        let clock = ReferenceClock::begin([exchange(0, 100, 100, 0)], None).unwrap();
        assert!(clock.off_by_us(60 * SECOND_US) < 10_000);
        assert!(clock.off_by_us(600 * SECOND_US) > 50_000);
    }

    proptest! {
        /// Whatever the line does: it goes forward, it is never further off than it says, once it has settled.
        #[test]
        fn it_goes_forward_and_knows_how_far_off_it_is(
            skew_ppm in -80_i64..80,
            ways in prop::collection::vec((10_i64..200_000, 10_i64..200_000), 40..120),
        ) {
            let ahead = |local_us: i64| 7_000_000 + local_us * skew_ppm / 1_000_000;
            let asked = |n: usize, (there_us, back_us): (i64, i64)| {
                let sent_us = i64::try_from(n).unwrap() * SECOND_US;
                exchange(sent_us, there_us, back_us, ahead(sent_us + there_us))
            };
            let mut clock = ReferenceClock::begin([asked(0, ways[0])], None).unwrap();
            let mut before_us = i64::MIN;
            for (n, way) in ways.iter().enumerate().skip(1) {
                let known = asked(n, *way);
                clock.observe(known);
                for later_us in [0, 100_000, 400_000] {
                    let now_us = known.received_us + later_us;
                    let shown_us = clock.at(now_us);
                    prop_assert!(shown_us >= before_us);
                    before_us = shown_us;
                    let off_us = (shown_us - now_us - ahead(now_us)).abs();
                    prop_assert!(off_us <= clock.off_by_us(now_us) + 2, "{} > {}", off_us, clock.off_by_us(now_us));
                }
            }
        }
    }
}
