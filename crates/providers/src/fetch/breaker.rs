//! Leaves a host alone that keeps failing, for longer each time.
//!
//! ```text
//!          5 in a row, or half of the last 20            30 s, then twice as long, up to 10 min
//!  closed ------------------------------------> open ----------------------------------------> half-open
//!    ^                                            ^                                               |
//!    |                                            '-------------------- fails --------------------|
//!    '------------------------------------------------------------------ answers ----------------'
//! ```

use std::collections::VecDeque;

const FAILURES_IN_A_ROW: u32 = 5;
const REMEMBERED: usize = 20;
const FIRST_PAUSE_MS: i64 = 30_000;
const PAUSE_MS_MAX: i64 = 600_000;
/// The longest that a host is left alone because it asks for it.
const REST_MS_MAX: i64 = 3_600_000;

/// What is known of a host. Every method takes the time, in milliseconds since 1970.
#[derive(Clone, Debug, Default)]
pub(super) struct Breaker {
    /// Whether each of the last ones failed.
    last: VecDeque<bool>,
    in_a_row: u32,
    pause_ms: i64,
    open_until_ms: Option<i64>,
    rest_until_ms: i64,
}

impl Breaker {
    /// Tells whether the host may be asked now. While it is half-open, one question passes and the others wait for its
    /// outcome, or for as long as the last pause took.
    pub(super) fn may_ask(&mut self, now_ms: i64) -> bool {
        if now_ms < self.rest_until_ms {
            return false;
        }
        match self.open_until_ms {
            None => true,
            Some(until) if now_ms < until => false,
            Some(_) => {
                self.open_until_ms = Some(now_ms + self.pause_ms);
                true
            }
        }
    }

    /// The host has answered.
    pub(super) fn answered(&mut self) {
        self.in_a_row = 0;
        if self.open_until_ms.take().is_some() {
            self.last.clear();
            self.pause_ms = 0;
        }
        self.remember(false);
    }

    /// The host has not answered, or says itself that it fails.
    pub(super) fn failed(&mut self, now_ms: i64) {
        self.in_a_row += 1;
        self.remember(true);
        let failed = self.last.iter().filter(|&&failed| failed).count();
        let is_half = self.last.len() == REMEMBERED && failed * 2 >= REMEMBERED;
        if self.open_until_ms.is_some() || self.in_a_row >= FAILURES_IN_A_ROW || is_half {
            self.pause_ms = (self.pause_ms * 2).clamp(FIRST_PAUSE_MS, PAUSE_MS_MAX);
            self.open_until_ms = Some(now_ms + self.pause_ms);
        }
    }

    /// The host asks to be left alone until then.
    pub(super) fn rest(&mut self, now_ms: i64, until_ms: i64) {
        self.rest_until_ms = self.rest_until_ms.max(until_ms.min(now_ms + REST_MS_MAX));
    }

    fn remember(&mut self, failed: bool) {
        if self.last.len() == REMEMBERED {
            self.last.pop_front();
        }
        self.last.push_back(failed);
    }
}

#[cfg(test)]
mod tests {
    use super::{Breaker, PAUSE_MS_MAX, REST_MS_MAX};

    fn open() -> Breaker {
        let mut breaker = Breaker::default();
        (0..5).for_each(|_| breaker.failed(0));
        breaker
    }

    #[test]
    fn five_failures_in_a_row_open_and_four_do_not() {
        let mut breaker = Breaker::default();
        (0..4).for_each(|_| breaker.failed(0));
        assert!(breaker.may_ask(0));
        breaker.answered();
        (0..4).for_each(|_| breaker.failed(0));
        assert!(breaker.may_ask(0));
        breaker.failed(0);
        assert!(!breaker.may_ask(29_999));
    }

    #[test]
    fn half_of_the_last_twenty_open() {
        let mut breaker = Breaker::default();
        for n in 0..20 {
            assert!(breaker.may_ask(0), "{n}");
            if n % 2 == 0 { breaker.answered() } else { breaker.failed(0) }
        }
        assert!(!breaker.may_ask(0));
    }

    #[test]
    fn one_question_passes_after_the_pause_and_its_outcome_decides() {
        let mut breaker = open();
        assert!(breaker.may_ask(30_000));
        assert!(!breaker.may_ask(30_001), "one at a time");
        breaker.failed(30_002);
        assert!(!breaker.may_ask(90_001));
        assert!(breaker.may_ask(90_002), "twice as long");
        breaker.answered();
        assert!(breaker.may_ask(90_003) && breaker.may_ask(90_003));
        breaker.failed(90_004);
        assert!(breaker.may_ask(90_005), "what was before is forgotten");
    }

    #[test]
    fn a_question_whose_outcome_never_comes_closes_nothing_for_ever() {
        let mut breaker = open();
        assert!(breaker.may_ask(30_000));
        assert!(breaker.may_ask(60_000));
    }

    #[test]
    fn pauses_end_growing() {
        let mut breaker = open();
        let mut now = 0;
        for _ in 0..20 {
            now += PAUSE_MS_MAX;
            assert!(breaker.may_ask(now));
            breaker.failed(now);
        }
        assert!(breaker.may_ask(now + PAUSE_MS_MAX));
    }

    #[test]
    fn a_host_that_asks_for_rest_gets_it_within_reason() {
        let mut breaker = Breaker::default();
        breaker.rest(0, 5_000);
        breaker.rest(0, 1_000);
        assert!(!breaker.may_ask(4_999));
        assert!(breaker.may_ask(5_000));
        breaker.rest(5_000, i64::MAX);
        assert!(breaker.may_ask(5_000 + REST_MS_MAX));
    }
}
