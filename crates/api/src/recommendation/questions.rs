//! What providers may be asked for one answer.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use session::MemberId;
use tokio::time::{Instant, timeout_at};

/// For how long an answer waits for providers, for all of them together.
const WITHIN: Duration = Duration::from_secs(2);
/// How much they are asked for one answer: a third of what somebody may ask at once, so that links can be pasted meanwhile.
const QUESTIONS_MAX: u32 = 10;

/// What providers may be asked for one answer, and until when.
pub(super) struct Questions {
    /// In whose name.
    pub(super) by: MemberId,
    until: Instant,
    left: AtomicU32,
}

impl Questions {
    /// Begins an answer now.
    pub(super) fn of(by: MemberId) -> Self {
        Self { by, until: Instant::now() + WITHIN, left: AtomicU32::new(QUESTIONS_MAX) }
    }

    /// Asks one. Returns none where there is no answer in time, or enough was asked.
    pub(super) async fn ask<T>(&self, question: impl Future<Output = T>) -> Option<T> {
        let is_over = Instant::now() >= self.until;
        if is_over || self.left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_err() {
            return None;
        }
        timeout_at(self.until, question).await.ok()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::pending;
    use std::time::Duration;

    use futures_util::future::join_all;
    use session::MemberId;
    use tokio::time::Instant;

    use super::{QUESTIONS_MAX, Questions, WITHIN};

    #[tokio::test(start_paused = true)]
    async fn however_many_do_not_answer_the_whole_answer_waits_once() {
        let questions = Questions::of(MemberId::parse("ana").unwrap());
        let (start, asked) = (Instant::now(), Cell::new(0));
        let silent = || async {
            asked.set(asked.get() + 1);
            pending::<()>().await;
        };
        for _ in 0..3 {
            let said = join_all((0..4).map(|_| questions.ask(silent()))).await;
            assert_eq!(said, [None; 4]);
        }
        assert_eq!((start.elapsed().as_millis(), asked.get()), (WITHIN.as_millis(), 4), "later ones are not asked");
    }

    #[tokio::test(start_paused = true)]
    async fn only_so_many_are_asked_for_one_answer() {
        let questions = Questions::of(MemberId::parse("ana").unwrap());
        let answers = join_all((0..100).map(|number| questions.ask(async move { number }))).await;
        assert_eq!(answers.iter().flatten().count(), QUESTIONS_MAX as usize);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(questions.ask(async {}).await, None);
    }
}
