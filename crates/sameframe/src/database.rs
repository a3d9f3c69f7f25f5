//! Which database keeps everything.

use anyhow::{Context as _, bail};
use store::PostgresOptions;

use crate::secret::SecretText;

/// Which database keeps everything.
#[derive(Clone, Debug, Default)]
pub(crate) enum Database {
    /// A file in the data folder.
    #[default]
    Sqlite,
    /// Databases of a server, or of several, in their order; at least one.
    Postgres(Vec<PostgresOptions>),
}

impl TryFrom<SecretText> for Database {
    type Error = anyhow::Error;

    fn try_from(SecretText(text): SecretText) -> anyhow::Result<Self> {
        if text == "sqlite" {
            return Ok(Self::Sqlite);
        }
        let options: Vec<_> = text.split_whitespace().map(postgres).collect::<anyhow::Result<_>>()?;
        if options.is_empty() {
            bail!("the database is empty; leave it out for a file in the data folder");
        }
        Ok(Self::Postgres(options))
    }
}

fn postgres(url: &str) -> anyhow::Result<PostgresOptions> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        bail!("the database must be `sqlite`, or a URL that begins with postgres://");
    }
    PostgresOptions::parse(url).context("the database's URL is wrong; it is postgres://user:password@host/database")
}

#[cfg(test)]
mod tests {
    use super::Database;
    use crate::secret::SecretText;

    #[test]
    fn a_database_is_a_file_or_a_server_and_nothing_shows_its_password() {
        let read = |text: &str| Database::try_from(text.parse::<SecretText>().unwrap());
        assert!(matches!(read("sqlite"), Ok(Database::Sqlite)));
        let server = read("postgres://ana:hush-hush@db.example.org/party?sslmode=require").unwrap();
        assert!(matches!(server, Database::Postgres(_)));
        assert!(!format!("{server:?}").contains("hush"), "{server:?}");
        let two = read("postgres://ana:hush-hush@one/party postgres://ana:hush-hush@two/party").unwrap();
        assert!(matches!(&two, Database::Postgres(options) if options.len() == 2));
        assert!(!format!("{two:?}").contains("hush"), "{two:?}");
        for wrong in [
            "",
            "sqlite postgres://ana:hush-hush@db/party",
            "mysql://ana:hush-hush@db/party",
            "postgres://ana:hush-hush@db:port/party",
            "data.sqlite",
        ] {
            let error = format!("{:?}", read(wrong).unwrap_err());
            assert!(!error.contains("hush"), "{error}");
        }
        assert!(!format!("{:?}", "postgres://ana:hush-hush@db/party".parse::<SecretText>()).contains("hush"));
    }
}
