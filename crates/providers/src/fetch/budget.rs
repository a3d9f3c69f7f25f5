//! How often a host may be asked.

/// So many questions at once, and so many more as time goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// How many may be asked at once.
    pub questions: u32,
    /// How long one more takes to come, in milliseconds.
    pub one_more_every_ms: u32,
}

impl Default for Budget {
    /// Enough for people, and a page of the catalogue every second.
    fn default() -> Self {
        Self { questions: 60, one_more_every_ms: 500 }
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
    pub(super) fn full(budget: Budget, now_ms: i64) -> Self {
        let mut purse = Self { budget, empty_at_ms: 0 };
        purse.empty_at_ms = now_ms - purse.full_after_ms();
        purse
    }

    /// Takes one question, or tells when there will be one, in milliseconds since 1970.
    pub(super) fn take(&mut self, now_ms: i64) -> Result<(), i64> {
        let one_ms = i64::from(self.budget.one_more_every_ms.max(1));
        // What does not fit is lost. It never was empty later than now: so said a clock that was wrong.
        self.empty_at_ms = self.empty_at_ms.clamp(now_ms - self.full_after_ms(), now_ms);
        let empty_at_ms = self.empty_at_ms + one_ms;
        if empty_at_ms > now_ms {
            return Err(empty_at_ms);
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

    #[test]
    fn so_many_at_once_and_one_more_each_time() {
        let mut purse = Purse::full(Budget { questions: 2, one_more_every_ms: 100 }, 1_000);
        assert_eq!((purse.take(1_000), purse.take(1_000)), (Ok(()), Ok(())));
        assert_eq!(purse.take(1_000), Err(1_100));
        assert_eq!((purse.left(1_000), purse.left(1_100), purse.left(9_999)), (0, 1, 2));
        assert_eq!(purse.take(1_099), Err(1_100));
        assert_eq!(purse.take(1_100), Ok(()));
        assert_eq!(purse.take(1_199), Err(1_200));
    }

    #[test]
    fn a_clock_that_was_set_back_stops_nobody_for_long() {
        let mut purse = Purse::full(Budget { questions: 2, one_more_every_ms: 100 }, 999_999);
        assert_eq!((purse.take(999_999), purse.take(999_999)), (Ok(()), Ok(())));
        assert_eq!(purse.take(0), Err(100));
        assert_eq!(purse.take(100), Ok(()));
    }

    #[test]
    fn no_more_is_saved_than_fits() {
        let mut purse = Purse::full(Budget { questions: 2, one_more_every_ms: 100 }, 0);
        assert_eq!((purse.take(99_999), purse.take(99_999)), (Ok(()), Ok(())));
        assert!(purse.take(99_999).is_err());
    }
}
