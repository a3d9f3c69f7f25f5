//! How often a provider may be asked.

/// So many questions at once, and so many more as time goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// How many may be asked at once.
    pub questions: u32,
    /// How many of them right after a start, which knows nothing of what was asked before.
    pub questions_at_start: u32,
    /// How long one more takes to come, in milliseconds.
    pub one_more_every_ms: u32,
}

impl Default for Budget {
    /// Enough for people, and a page of the catalogue every second. A server that starts over and over asks little more than one
    /// that goes on.
    fn default() -> Self {
        Self { questions: 60, questions_at_start: 20, one_more_every_ms: 500 }
    }
}

/// What is left of a budget.
#[derive(Clone, Debug)]
pub(super) struct Purse {
    budget: Budget,
    /// When it was, or will be, empty. One more question comes each time since.
    empty_at_ms: i64,
}

impl Purse {
    pub(super) fn at_start(budget: Budget, now_ms: i64) -> Self {
        let questions = budget.questions.min(budget.questions_at_start);
        Self { budget, empty_at_ms: now_ms - i64::from(questions) * i64::from(budget.one_more_every_ms.max(1)) }
    }

    /// Takes one question, or tells when there will be one, in milliseconds since 1970.
    pub(super) fn take(&mut self, now_ms: i64) -> Result<(), i64> {
        self.take_but(0, now_ms)
    }

    /// Likewise, and leaves a quarter of the budget to others.
    pub(super) fn take_spare(&mut self, now_ms: i64) -> Result<(), i64> {
        self.take_but(self.budget.questions / 4, now_ms)
    }

    fn take_but(&mut self, left: u32, now_ms: i64) -> Result<(), i64> {
        let one_ms = i64::from(self.budget.one_more_every_ms.max(1));
        // What does not fit is lost.
        let empty_at_ms = self.empty_at_ms.max(now_ms - self.full_after_ms()) + one_ms;
        let from_ms = empty_at_ms + i64::from(left) * one_ms;
        if from_ms > now_ms {
            return Err(from_ms);
        }
        self.empty_at_ms = empty_at_ms;
        Ok(())
    }

    /// Returns how many questions can be taken at once.
    pub(super) fn left(&self, now_ms: i64) -> u32 {
        let saved_ms = (now_ms - self.empty_at_ms).clamp(0, self.full_after_ms());
        u32::try_from(saved_ms / i64::from(self.budget.one_more_every_ms.max(1))).unwrap_or(u32::MAX)
    }

    fn full_after_ms(&self) -> i64 {
        i64::from(self.budget.questions) * i64::from(self.budget.one_more_every_ms.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Purse};

    const BUDGET: Budget = Budget { questions: 2, questions_at_start: 2, one_more_every_ms: 100 };

    #[test]
    fn a_start_begins_with_less_and_saves_up_as_much() {
        let mut purse = Purse::at_start(Budget { questions_at_start: 1, ..BUDGET }, 1_000);
        assert_eq!((purse.left(1_000), purse.take(1_000), purse.take(1_000)), (1, Ok(()), Err(1_100)));
        assert_eq!((purse.left(1_200), purse.left(9_999)), (2, 2));
    }

    #[test]
    fn so_many_at_once_and_one_more_each_time() {
        let mut purse = Purse::at_start(BUDGET, 1_000);
        assert_eq!((purse.take(1_000), purse.take(1_000)), (Ok(()), Ok(())));
        assert_eq!(purse.take(1_000), Err(1_100));
        assert_eq!((purse.left(1_000), purse.left(1_100), purse.left(9_999)), (0, 1, 2));
        assert_eq!(purse.take(1_099), Err(1_100));
        assert_eq!(purse.take(1_100), Ok(()));
        assert_eq!(purse.take(1_199), Err(1_200));
    }

    #[test]
    fn what_is_spare_leaves_a_quarter_to_others() {
        let mut purse = Purse::at_start(Budget { questions: 8, questions_at_start: 3, ..BUDGET }, 1_000);
        assert_eq!((purse.take_spare(1_000), purse.take_spare(1_000)), (Ok(()), Err(1_100)));
        assert_eq!((purse.take(1_000), purse.take(1_000), purse.take(1_000)), (Ok(()), Ok(()), Err(1_100)));
        assert_eq!((purse.take_spare(1_299), purse.take_spare(1_300)), (Err(1_300), Ok(())));
    }

    #[test]
    fn no_more_is_saved_than_fits() {
        let mut purse = Purse::at_start(BUDGET, 0);
        assert_eq!((purse.take(99_999), purse.take(99_999)), (Ok(()), Ok(())));
        assert!(purse.take(99_999).is_err());
    }
}
