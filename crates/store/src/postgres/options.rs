//! Which server, and how long to wait for it.

use std::fmt;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;

use super::fault::fault;
use crate::error::StoreError;

/// Which database, how many connections to it, and how long to wait for it.
///
/// The waits are inside each other: a lock before its statement, both before the answer. So whoever asks hears within
/// `answer_ms`, and what the server cannot finish it also ends itself.
#[derive(Clone)]
pub struct PostgresOptions {
    server: PgConnectOptions,
    /// How many connections write. Turns of different sessions share the server's flushes, so a few are enough.
    pub writers: u32,
    /// How many connections read.
    pub readers: u32,
    /// How long to wait for a free or a new connection, in milliseconds.
    pub connect_ms: u64,
    /// How long anything may take until it is answered as unavailable, in milliseconds.
    pub answer_ms: u64,
    /// How long one statement may run, in milliseconds.
    pub statement_ms: u64,
    /// How long a statement waits for somebody else's lock, in milliseconds.
    pub lock_ms: u64,
}

/// Without the password.
impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresOptions").field("server", &self.place()).finish_non_exhaustive()
    }
}

impl PostgresOptions {
    /// Reads `postgres://user:password@host:port/database?sslmode=…` and takes the defaults for the rest: 8 writers,
    /// 4 readers, 1 s for a connection or a lock, an answer within 1.8 s.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        let mut server: PgConnectOptions = url.parse().map_err(fault)?;
        // In a URL the address of IPv6 has brackets; a resolver of names takes none.
        if let Some(bare) = server.get_host().strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            let bare = bare.to_owned();
            server = server.host(&bare);
        }
        if server.get_application_name().is_none() {
            server = server.application_name("sameframe");
        }
        let server = server.disable_statement_logging();
        Ok(Self {
            server,
            writers: 8,
            readers: 4,
            connect_ms: 1_000,
            answer_ms: 1_800,
            statement_ms: 1_500,
            lock_ms: 1_000,
        })
    }

    /// Which database it is, in words without a password.
    pub fn place(&self) -> String {
        let database = self.server.get_database().unwrap_or_else(|| self.server.get_username());
        match self.server.get_socket() {
            Some(folder) => format!("{database} at {}", folder.display()),
            None => format!("{database} at {}:{}", self.server.get_host(), self.server.get_port()),
        }
    }

    /// For the daily work.
    pub(super) fn serving(&self) -> PgConnectOptions {
        self.server.clone().options([
            ("statement_timeout", self.statement_ms),
            ("lock_timeout", self.lock_ms),
            ("idle_in_transaction_session_timeout", self.answer_ms),
        ])
    }

    /// For the start: a migration takes what it takes, and waits for that of another node.
    pub(super) fn migrating(&self) -> PgConnectOptions {
        self.server.clone().options([("statement_timeout", 0), ("lock_timeout", 0)])
    }

    pub(super) fn answer_within(&self) -> Duration {
        Duration::from_millis(self.answer_ms)
    }

    pub(super) fn connect_within(&self) -> Duration {
        Duration::from_millis(self.connect_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::PostgresOptions;

    #[test]
    fn the_password_stays_inside() {
        let options = PostgresOptions::parse("postgres://ana:hush-hush@db.example.org/party?sslmode=require").unwrap();
        assert_eq!(options.place(), "party at db.example.org:5432");
        assert!(!format!("{options:?}").contains("hush"));
        let error = PostgresOptions::parse("postgres://ana:hush-hush@db.example.org:port/party").unwrap_err();
        assert!(!format!("{error:?}").contains("hush"), "{error:?}");
    }

    #[test]
    fn an_address_of_ipv6_needs_no_brackets_of_the_resolver() {
        assert_eq!(PostgresOptions::parse("postgres://ana@[::1]/party").unwrap().place(), "party at ::1:5432");
    }

    #[test]
    fn a_local_socket_is_named_by_its_folder() {
        let options = PostgresOptions::parse("postgres:///party?host=/run/postgresql&user=ana").unwrap();
        assert_eq!(options.place(), "party at /run/postgresql");
    }
}
