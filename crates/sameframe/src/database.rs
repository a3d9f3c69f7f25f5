//! Which database keeps everything.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use anyhow::{Context as _, bail};
use serde::Deserialize;
use store::PostgresOptions;

/// What was given as the database. It may hold a password, and so is never shown.
#[derive(Clone, Deserialize)]
pub(crate) struct DatabaseText(String);

impl FromStr for DatabaseText {
    type Err = Infallible;

    /// Takes anything: whoever complains about an argument prints it.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for DatabaseText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(not shown)")
    }
}

/// Which database keeps everything.
#[derive(Clone, Debug, Default)]
pub(crate) enum Database {
    /// A file in the data folder.
    #[default]
    Sqlite,
    /// A server.
    Postgres(Box<PostgresOptions>),
}

impl TryFrom<DatabaseText> for Database {
    type Error = anyhow::Error;

    fn try_from(DatabaseText(text): DatabaseText) -> anyhow::Result<Self> {
        if text == "sqlite" {
            return Ok(Self::Sqlite);
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            bail!("the database must be `sqlite`, or a URL that begins with postgres://");
        }
        let options = PostgresOptions::parse(&text);
        let options = options.context("the database's URL is wrong; it is postgres://user:password@host/database")?;
        Ok(Self::Postgres(Box::new(options)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Database, DatabaseText};

    #[test]
    fn a_database_is_a_file_or_a_server_and_nothing_shows_its_password() {
        let read = |text: &str| Database::try_from(text.parse::<DatabaseText>().unwrap());
        assert!(matches!(read("sqlite"), Ok(Database::Sqlite)));
        let server = read("postgres://ana:hush-hush@db.example.org/party?sslmode=require").unwrap();
        assert!(matches!(server, Database::Postgres(_)));
        assert!(!format!("{server:?}").contains("hush"), "{server:?}");
        for wrong in ["mysql://ana:hush-hush@db/party", "postgres://ana:hush-hush@db:port/party", "data.sqlite"] {
            let error = format!("{:?}", read(wrong).unwrap_err());
            assert!(!error.contains("hush"), "{error}");
        }
        assert!(!format!("{:?}", "postgres://ana:hush-hush@db/party".parse::<DatabaseText>()).contains("hush"));
    }
}
