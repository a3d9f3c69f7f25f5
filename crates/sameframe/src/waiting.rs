//! A start that waits for the database's server, for a while.

use std::time::Duration;

use api::Entrance;
use rand::RngExt as _;
use store::StoreError;
use tokio::time::{Instant, sleep};

use crate::database::Database;
use crate::settings::Settings;

/// The longest pause before the second attempt; it doubles with each, up to [`PAUSE_MAX`].
const FIRST_PAUSE_MAX: Duration = Duration::from_millis(250);
/// The longest pause between two attempts.
const PAUSE_MAX: Duration = Duration::from_secs(3);

/// Waits for a database's server that is away, and says so once.
pub(crate) struct Waiting<'a> {
    entrance: &'a Entrance,
    place: String,
    within: Duration,
    has_begun_to_wait: bool,
}

impl<'a> Waiting<'a> {
    /// A file is there or is not: for it nobody waits.
    pub(crate) fn new(settings: &Settings, entrance: &'a Entrance) -> Self {
        let within = match settings.database {
            Database::Sqlite => Duration::ZERO,
            Database::Postgres(_) => settings.start_within,
        };
        Self { entrance, place: settings.place(), within, has_begun_to_wait: false }
    }

    /// Tries until it is done, until waiting cannot help, or until the time is over, which begins anew with each thing that
    /// is to be done.
    #[expect(clippy::future_not_send, reason = "only main waits for it, in its own task")]
    pub(crate) async fn until_done<T>(
        &mut self,
        mut attempt: impl AsyncFnMut() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let (begun, mut pause_max) = (Instant::now(), FIRST_PAUSE_MAX);
        loop {
            let error = match attempt().await {
                Err(error) if may_pass(&error) && !self.within.is_zero() => error,
                done_or_hopeless => return done_or_hopeless,
            };
            let left = self.within.saturating_sub(begun.elapsed());
            if left.is_zero() {
                return Err(error.context(format!("the start has waited for {} s in vain", self.within.as_secs())));
            }
            self.tell(&error, left);
            // Nodes that were started together do not come together.
            sleep(pause_max.mul_f64(rand::rng().random_range(0.0..=1.0)).min(left)).await;
            pause_max = (pause_max * 2).min(PAUSE_MAX);
        }
    }

    fn tell(&mut self, error: &anyhow::Error, left: Duration) {
        if !self.has_begun_to_wait {
            let (place, left_s) = (&self.place, left.as_secs_f64().ceil());
            tracing::warn!("waiting up to {left_s} s for the database {place}, since it is not there yet: {error:#}");
        }
        self.has_begun_to_wait = true;
        self.entrance.wait_for(format!("waiting for the database: {error:#}"));
    }
}

fn may_pass(error: &anyhow::Error) -> bool {
    error.downcast_ref::<StoreError>().is_some_and(StoreError::may_pass)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use anyhow::{Context as _, bail};
    use api::Entrance;
    use store::{Outage, StoreError};

    use super::Waiting;

    /// Only a failure waits for it.
    const LONG: Duration = Duration::from_mins(1);

    fn waiting(entrance: &Entrance, within: Duration) -> Waiting<'_> {
        let place = "party at db:5432".to_owned();
        Waiting { entrance, place, within, has_begun_to_wait: false }
    }

    fn fails(outage: Outage) -> anyhow::Result<()> {
        Err(StoreError::Unavailable { outage, source: "so it is".into() }).context("cannot open it")
    }

    #[tokio::test]
    async fn what_is_away_is_waited_for_and_no_longer_than_that() {
        let entrance = Entrance::default();
        let mut attempts = 0;
        let mut patient = waiting(&entrance, LONG);
        let third = patient.until_done(async || {
            attempts += 1;
            if attempts < 3 { fails(Outage::Away) } else { Ok(()) }
        });
        third.await.unwrap();
        let mut hasty = waiting(&entrance, Duration::from_secs(1));
        let error = hasty.until_done(async || fails(Outage::Away)).await.unwrap_err();
        let said = format!("{error:#}");
        assert!(said.contains("1 s in vain") && said.contains("so it is"), "{said}");
    }

    #[tokio::test]
    async fn what_waiting_does_not_mend_ends_the_start_at_once() {
        let entrance = Entrance::default();
        let mut waiting = waiting(&entrance, LONG);
        for outage in [Outage::Denied, Outage::Newer] {
            assert!(waiting.until_done(async || fails(outage)).await.is_err());
        }
        let wrong = waiting.until_done(async || -> anyhow::Result<()> { bail!("its encoding is not UTF8") });
        assert_eq!(wrong.await.unwrap_err().to_string(), "its encoding is not UTF8");
        assert!(!waiting.has_begun_to_wait);
    }
}
