//! How long the server takes to bring something to its disk, and to the standbys that it waits for.

use std::time::{Duration, Instant};

use sqlx::{ConnectOptions as _, Connection as _, Error, Executor as _, PgConnection};
use tokio::time::timeout;

use super::options::PostgresOptions;
use super::sql;

/// Of so many flushes the one in the middle counts.
const FLUSHES: usize = 5;
/// A server whose standbys are away flushes nothing: nobody waits for it.
const WITHIN: Duration = Duration::from_secs(1);

/// Commits a few times, each with a message that nobody reads, and returns how long a commit takes. Nothing is left behind.
/// Returns nothing where the server does not do it in time, or not at all.
pub async fn flush_time(options: &PostgresOptions) -> Option<Duration> {
    let asking = async {
        let mut connection = options.serving().connect().await?;
        let took = flushes(&mut connection).await?;
        connection.close().await?;
        Ok::<_, Error>(took)
    };
    let mut took = timeout(WITHIN + options.connect_within(), asking).await.ok()?.ok()?;
    took.sort_unstable();
    took.get(FLUSHES / 2).copied()
}

async fn flushes(connection: &mut PgConnection) -> Result<Vec<Duration>, Error> {
    connection.execute(sql::WAIT_FOR_THE_DISK).await?;
    let mut took = Vec::new();
    for _ in 0..FLUSHES {
        let begun = Instant::now();
        connection.execute(sql::FLUSH).await?;
        took.push(begun.elapsed());
    }
    Ok(took)
}

#[cfg(test)]
mod tests {
    use super::{PostgresOptions, flush_time};

    #[tokio::test]
    async fn a_server_that_flushes_is_measured_and_one_that_cannot_keeps_nobody_waiting() {
        let Some(server) = testkit::Postgres::start() else { return };
        let options = PostgresOptions::parse(&server.database()).unwrap();
        assert!(flush_time(&options).await.is_some());
        server.sql("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        server.sql("postgres", "SELECT pg_reload_conf()");
        let heard = async { while flush_time(&options).await.is_some() {} };
        tokio::time::timeout(std::time::Duration::from_secs(20), heard).await.unwrap();
    }
}
