//! What a server says of itself, and what that means for what was acknowledged.

use sqlx::{ConnectOptions as _, Connection as _};
use tokio::time::timeout;

use super::fault::fault;
use super::options::PostgresOptions;
use super::sql;
use crate::error::StoreError;

/// What a server says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one answer of the server")]
pub struct Inspection {
    /// Its version, such as `15.18`.
    pub version: String,
    /// Whether it only copies another server.
    pub standby: bool,
    /// Whether it was set to be read only.
    pub read_only: bool,
    /// Whether it waits for its disk at all.
    pub fsync: bool,
    /// Its `synchronous_commit`.
    pub synchronous_commit: String,
    /// Its `synchronous_standby_names`.
    pub synchronous_standby_names: String,
    /// Its `server_encoding`.
    pub encoding: String,
    /// Whether the tables have been made.
    pub has_tables: bool,
}

impl Inspection {
    /// Asks the server, and changes nothing.
    pub async fn of(options: &PostgresOptions) -> Result<Self, StoreError> {
        let asking = async {
            let mut connection = options.serving().connect().await?;
            let answer = sqlx::query_as::<_, (String, bool, bool, bool, String, String, String, bool)>(sql::INSPECT)
                .fetch_one(&mut connection)
                .await?;
            connection.close().await?;
            Ok::<_, sqlx::Error>(answer)
        };
        let answered = timeout(options.connect_within() + options.answer_within(), asking).await;
        let answer = answered.map_err(|_| StoreError::away("no answer came in time"))?.map_err(fault)?;
        let (version, standby, read_only, fsync, synchronous_commit, synchronous_standby_names, encoding, has_tables) =
            answer;
        Ok(Self {
            version,
            standby,
            read_only,
            fsync,
            synchronous_commit,
            synchronous_standby_names,
            encoding,
            has_tables,
        })
    }

    /// Why nothing can be kept here, if so.
    pub fn obstacle(&self) -> Option<&'static str> {
        if self.standby {
            Some("it is a standby, which only copies another server; name the primary")
        } else if self.read_only {
            Some("it is read only (default_transaction_read_only)")
        } else if self.encoding != "UTF8" {
            Some("its encoding is not UTF8; create the database with ENCODING 'UTF8' TEMPLATE template0")
        } else {
            None
        }
    }

    /// What an acknowledged action survives, in words.
    pub fn durability(&self) -> String {
        if !self.fsync {
            return "fsync is off: what was acknowledged is lost when the database's machine stops".to_owned();
        }
        let own_disk = match self.synchronous_commit.as_str() {
            "off" => "synchronous_commit is off and Sameframe turns it on for itself: ",
            _ => "",
        };
        if self.synchronous_standby_names.is_empty() || self.synchronous_commit == "local" {
            return format!(
                "{own_disk}what was acknowledged is on the primary's disk; a standby that takes over may lack the newest of \
                 it, since none is waited for (synchronous_standby_names)"
            );
        }
        format!(
            "{own_disk}what was acknowledged is on the primary's disk and has reached its standbys ({}); while those are \
             away nothing can be written",
            self.synchronous_standby_names
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Inspection;

    fn server() -> Inspection {
        Inspection {
            version: "15.1".to_owned(),
            standby: false,
            read_only: false,
            fsync: true,
            synchronous_commit: "on".to_owned(),
            synchronous_standby_names: String::new(),
            encoding: "UTF8".to_owned(),
            has_tables: true,
        }
    }

    #[test]
    fn what_an_acknowledgement_is_worth_is_said() {
        let names = || "ANY 1 (b, c)".to_owned();
        let off = || "off".to_owned();
        let check = |server: Inspection, words: &str| {
            assert!(server.durability().contains(words), "{}: {words}", server.durability());
        };
        check(server(), "may lack the newest");
        check(Inspection { fsync: false, ..server() }, "is lost");
        check(Inspection { synchronous_standby_names: names(), ..server() }, "has reached its standbys (ANY 1 (b, c))");
        let local = Inspection { synchronous_commit: "local".to_owned(), ..server() };
        check(Inspection { synchronous_standby_names: names(), ..local }, "may lack the newest");
        check(Inspection { synchronous_commit: off(), ..server() }, "Sameframe turns it on");
    }

    #[test]
    fn what_nothing_can_be_kept_on_is_told() {
        assert_eq!(server().obstacle(), None);
        for server in [
            Inspection { standby: true, ..server() },
            Inspection { read_only: true, ..server() },
            Inspection { encoding: "SQL_ASCII".to_owned(), ..server() },
        ] {
            assert!(server.obstacle().is_some());
        }
    }
}
