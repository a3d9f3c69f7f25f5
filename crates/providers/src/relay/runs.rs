//! Which run of a provider a segment is asked of. Pure: the time is an argument.
//!
//! A run makes the segments of a film one after the other. Whoever watches the same part of the film shares one, as a session
//! does; a run that were asked for segments here and there would begin anew with each. So who is elsewhere in the film gets a
//! run of their own, and a run whose people have jumped away is given to others.

/// How long after it was asked last a run is over: its provider has ended it by then.
const OVER_AFTER_MS: i64 = 60_000;
/// How long after it was asked last a run may be sent elsewhere in its film: who watches asks more often.
const MOVED_AFTER_MS: i64 = 10_000;
/// How far ahead of what was asked for last a run is waited for, in segments: further on, a new one is faster.
const AHEAD_MAX: usize = 4;
/// How far back a run still has what it has made, in segments.
const BACK_MAX: usize = 100;

/// The runs of a provider.
#[derive(Debug)]
pub(super) struct Runs {
    at_once_max: usize,
    all: Vec<Run>,
}

#[derive(Debug)]
struct Run {
    film: String,
    name: u64,
    /// The first and the last segment that it was asked for.
    first: usize,
    last: usize,
    asked_at_ms: i64,
}

impl Runs {
    pub(super) fn new(at_once_max: usize) -> Self {
        Self { at_once_max, all: Vec::new() }
    }

    /// Returns the name of the run to ask for a segment of a film; nothing where there are as many as may be. `name` is for a
    /// run that is new.
    pub(super) fn choose(&mut self, film: &str, segment: usize, now_ms: i64, name: u64) -> Option<u64> {
        self.all.retain(|run| now_ms - run.asked_at_ms < OVER_AFTER_MS);
        let near = self.all.iter_mut().filter(|run| run.film == film && run.is_near(segment));
        // Of two that have come to the same part, the one that is further has it sooner, and the other one is left.
        if let Some(run) = near.max_by_key(|run| run.last) {
            run.last = run.last.max(segment);
            run.asked_at_ms = now_ms;
            return Some(run.name);
        }
        if self.all.len() < self.at_once_max {
            let film = film.to_owned();
            self.all.push(Run { film, name, first: segment, last: segment, asked_at_ms: now_ms });
            return Some(name);
        }
        let left = |run: &&mut Run| run.film == film && now_ms - run.asked_at_ms >= MOVED_AFTER_MS;
        let run = self.all.iter_mut().filter(left).min_by_key(|run| run.asked_at_ms)?;
        (run.first, run.last, run.asked_at_ms) = (segment, segment, now_ms);
        Some(run.name)
    }
}

impl Run {
    fn is_near(&self, segment: usize) -> bool {
        (self.first.max(self.last.saturating_sub(BACK_MAX))..=self.last + AHEAD_MAX).contains(&segment)
    }
}

#[cfg(test)]
mod tests {
    use super::Runs;

    /// Asks for segments, as (film, segment, time in s, name if new, name chosen).
    #[track_caller]
    fn check(at_once_max: usize, asked: &[(&str, usize, i64, u64, Option<u64>)]) {
        let mut runs = Runs::new(at_once_max);
        for &(film, segment, at_s, name, chosen) in asked {
            assert_eq!(runs.choose(film, segment, at_s * 1_000, name), chosen, "{film} {segment} after {at_s} s");
        }
    }

    #[test]
    fn who_watches_the_same_part_shares_a_run_and_who_is_elsewhere_has_another() {
        check(
            3,
            &[
                ("a", 0, 0, 1, Some(1)),
                ("a", 1, 1, 2, Some(1)),
                ("a", 5, 2, 2, Some(1)),
                ("a", 0, 3, 2, Some(1)),
                ("a", 500, 4, 2, Some(2)),
                ("a", 6, 5, 3, Some(1)),
                ("a", 499, 6, 3, Some(3)),
                ("a", 501, 7, 4, Some(2)),
            ],
        );
    }

    #[test]
    fn no_more_run_at_once_than_may_and_one_that_was_left_is_sent_elsewhere_in_its_film() {
        check(
            2,
            &[
                ("a", 0, 0, 1, Some(1)),
                ("b", 0, 9, 2, Some(2)),
                ("c", 0, 20, 3, None),
                ("b", 300, 18, 3, None),
                ("a", 300, 20, 3, Some(1)),
                ("a", 301, 21, 3, Some(1)),
                ("b", 1, 22, 3, Some(2)),
                ("c", 0, 80, 3, None),
                ("c", 0, 81, 3, Some(3)),
            ],
        );
    }

    #[test]
    fn a_run_that_nobody_asks_is_over_and_what_is_long_past_is_made_anew() {
        check(2, &[("a", 0, 0, 1, Some(1)), ("a", 1, 59, 2, Some(1)), ("a", 2, 119, 2, Some(2))]);
        let steps: Vec<_> = (0..150).map(|n| ("a", n, i64::try_from(n).unwrap(), 1, Some(1))).collect();
        check(2, &[steps, vec![("a", 49, 150, 2, Some(1)), ("a", 48, 150, 2, Some(2))]].concat());
    }
}
