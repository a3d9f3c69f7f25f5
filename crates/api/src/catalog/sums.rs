//! What is counted over the whole catalogue, kept for a minute: a page costs no more than the page.

use std::time::Duration;

use protocol::{CatalogFilters, CatalogProvider};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// For how long a sum is good, and one of nothing: there something may come soon.
const GOOD_FOR: Duration = Duration::from_mins(1);
const NOTHING_FOR: Duration = Duration::from_secs(1);

/// The sums of the catalog service.
#[derive(Default)]
pub(crate) struct Sums {
    /// Who lists how much.
    pub(super) providers: Kept<Vec<CatalogProvider>>,
    /// What the videos can be told apart by.
    pub(super) filters: Kept<CatalogFilters>,
}

/// One sum, as it was counted last.
#[derive(Default)]
pub(super) struct Kept<T>(Mutex<Option<Counted<T>>>);

struct Counted<T> {
    sum: T,
    until: Instant,
    looks: u64,
}

impl<T: Clone + Default + PartialEq> Kept<T> {
    /// Returns the sum, which is counted anew once it is old or the folders of this server were looked through again. Whoever
    /// comes while somebody counts waits for that.
    pub(super) async fn of<E>(
        &self,
        now: Instant,
        looks: u64,
        count: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E> {
        let mut kept = self.0.lock().await;
        let good = kept.as_ref().filter(|counted| counted.looks == looks && now < counted.until);
        if let Some(counted) = good {
            return Ok(counted.sum.clone());
        }
        let sum = count.await?;
        let until = now + if sum == T::default() { NOTHING_FOR } else { GOOD_FOR };
        *kept = Some(Counted { sum: sum.clone(), until, looks });
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{GOOD_FOR, Kept, NOTHING_FOR};

    /// VID-9
    #[tokio::test]
    async fn the_catalogue_is_counted_once_a_minute_and_after_each_look_however_often_somebody_asks() {
        let (kept, counts, begin) = (Kept::<u32>::default(), AtomicU32::new(0), Instant::now());
        let count = async || Ok::<_, Infallible>(counts.fetch_add(1, Ordering::Relaxed));
        let of = async |after: Duration, looks| kept.of(begin + after, looks, count()).await.unwrap();
        let (soon, almost, later) = (NOTHING_FOR / 2, NOTHING_FOR + GOOD_FOR / 2, NOTHING_FOR + GOOD_FOR);
        for (after, looks, sum) in [
            (Duration::ZERO, 1, 0),
            (soon, 1, 0),
            (NOTHING_FOR, 1, 1),
            (almost, 1, 1),
            (almost, 1, 1),
            (later, 1, 2),
            (later, 2, 3),
            (later + soon, 2, 3),
        ] {
            assert_eq!(of(after, looks).await, sum, "after {after:?}, {looks} looks");
        }
    }

    #[tokio::test]
    async fn what_could_not_be_counted_is_counted_by_the_next() {
        let (kept, now) = (Kept::<u32>::default(), Instant::now());
        assert_eq!(kept.of(now, 0, async { Err("the database is away") }).await, Err("the database is away"));
        assert_eq!(kept.of(now, 0, async { Ok::<_, ()>(7) }).await, Ok(7));
    }
}
