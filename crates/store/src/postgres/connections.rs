//! Connections that are lent for one question, and given up on in time.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection as _, Error, Executor as _, PgConnection, PgPool, Postgres};
use tokio::time::timeout;

use super::fault::{fault, is_loss};
use super::options::PostgresOptions;
use super::sql;
use crate::error::StoreError;

/// For how long nobody is made to wait after nothing could be reached: who comes then hears so at once.
const AWAY_FOR_MS: u64 = 500;
/// After how long without use a connection is asked whether it still is one.
const IDLE_UNTESTED_MAX: Duration = Duration::from_secs(1);

/// An answer on its way.
pub(super) type Asking<'c, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'c>>;

/// A few connections for one kind of question.
pub(super) struct Connections {
    pool: PgPool,
    losses: Arc<Losses>,
    answer_within: Duration,
}

impl Connections {
    /// Takes at most `count`, each opened when it is first needed, with the host's name looked up anew: after a
    /// failover it may be another machine.
    pub(super) fn lazy(options: &PostgresOptions, count: u32, losses: &Arc<Losses>) -> Self {
        let losses = Arc::clone(losses);
        let still_good = Arc::clone(&losses);
        let pool = PgPoolOptions::new()
            .max_connections(count)
            .acquire_timeout(options.connect_within())
            .test_before_acquire(false)
            .after_connect(|connection, _| Box::pin(admit(connection)))
            .before_acquire(move |connection, known| {
                let still_good = Arc::clone(&still_good);
                Box::pin(async move {
                    if still_good.are_after(known.age) {
                        return Ok(false);
                    }
                    if known.idle_for > IDLE_UNTESTED_MAX {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_lazy_with(options.serving());
        Self { pool, losses, answer_within: options.answer_within() }
    }

    /// Asks, and answers in time, whatever became of the server. What was written without an answer may stand.
    pub(super) async fn ask<T>(
        &self,
        question: impl for<'c> FnOnce(&'c mut PgConnection) -> Asking<'c, T> + Send,
    ) -> Result<T, StoreError> {
        self.try_ask(question).await.map_err(fault)
    }

    /// As [`Self::ask`], with the database's own error.
    pub(super) async fn try_ask<T>(
        &self,
        question: impl for<'c> FnOnce(&'c mut PgConnection) -> Asking<'c, T> + Send,
    ) -> Result<T, Error> {
        let asking = async {
            let mut loan = self.lend().await?;
            let Some(connection) = &mut loan.connection else { return Err(Error::PoolClosed) };
            let result = question(connection).await.inspect_err(|error| self.losses.note(error));
            if let Some(mut connection) = loan.connection.take() {
                // On its way back it is asked whether it still lives, and nobody waits for that; it too has an end.
                tokio::spawn(timeout(self.answer_within, connection.return_to_pool()));
            }
            result
        };
        timeout(self.answer_within, asking).await.unwrap_or_else(|_| {
            let silence = Error::PoolTimedOut;
            self.losses.note(&silence);
            Err(silence)
        })
    }

    /// Who could not be lent a connection has lost none.
    async fn lend(&self) -> Result<Loan, Error> {
        if self.losses.is_away() {
            return Err(Error::PoolTimedOut);
        }
        let connection = self.pool.acquire().await;
        let connection = connection.inspect_err(|_| self.losses.note_away())?;
        Ok(Loan { connection: Some(connection) })
    }
}

/// A connection that is not given back in the middle of a question: it would be waited for, for as long as a machine
/// that is gone takes to say so. It is closed instead.
struct Loan {
    connection: Option<PoolConnection<Postgres>>,
}

impl Drop for Loan {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(connection.detach());
        }
    }
}

/// Takes a new connection only to a primary: what a standby has read may be old, and a decision must not stand on it.
async fn admit(connection: &mut PgConnection) -> Result<(), Error> {
    if is_standby(connection).await? {
        return Err(Error::Configuration("this server is a standby; name the primary".into()));
    }
    connection.execute(sql::WAIT_FOR_THE_DISK).await.map(drop)
}

pub(super) async fn is_standby(connection: &mut PgConnection) -> Result<bool, Error> {
    sqlx::query_scalar(sql::IS_STANDBY).fetch_one(connection).await
}

/// When connections were last lost. Those from before are not used again: after a failover all of them lead nowhere, and
/// each would cost somebody a wait.
pub(super) struct Losses {
    start: Instant,
    lost_ms: AtomicU64,
    away_until_ms: AtomicU64,
}

impl Losses {
    pub(super) fn none() -> Arc<Self> {
        Arc::new(Self { start: Instant::now(), lost_ms: AtomicU64::new(0), away_until_ms: AtomicU64::new(0) })
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn note(&self, error: &Error) {
        if is_loss(error) {
            self.lost_ms.store(self.now_ms(), Ordering::Relaxed);
            tracing::warn!(error = error as &dyn std::error::Error, "a connection to the database was lost");
        }
    }

    fn note_away(&self) {
        self.away_until_ms.store(self.now_ms() + AWAY_FOR_MS, Ordering::Relaxed);
    }

    fn is_away(&self) -> bool {
        self.now_ms() < self.away_until_ms.load(Ordering::Relaxed)
    }

    /// Tells whether something was lost since a connection of this age was opened.
    fn are_after(&self, age: Duration) -> bool {
        let age_ms = u64::try_from(age.as_millis()).unwrap_or(u64::MAX);
        self.now_ms().saturating_sub(age_ms) < self.lost_ms.load(Ordering::Relaxed)
    }
}
