//! Which broker tells the nodes of each other.

use anyhow::{Context as _, bail};
use broker::NatsOptions;

use crate::database::Database;
use crate::secret::SecretText;

/// Which broker tells the nodes of each other.
#[derive(Clone, Debug, Default)]
pub(crate) enum Notifier {
    /// None is needed: there is one node.
    #[default]
    InProcess,
    /// Servers of NATS.
    Nats(Box<NatsOptions>),
}

impl Notifier {
    /// Reads what was given, for nodes on this database.
    pub(crate) fn read(SecretText(text): &SecretText, database: &Database) -> anyhow::Result<Self> {
        if text == "in-process" {
            return Ok(Self::InProcess);
        }
        if matches!(database, Database::Sqlite) {
            bail!(
                "a broker connects several nodes, and those keep everything in one PostgreSQL database, not in a file of \
                 one machine: set --database postgres://…, or leave --broker out"
            );
        }
        let options = NatsOptions::parse(text).context("the broker's URL is wrong")?;
        Ok(Self::Nats(Box::new(options)))
    }
}

#[cfg(test)]
mod tests {
    use store::PostgresOptions;

    use super::{Notifier, SecretText};
    use crate::database::Database;

    #[test]
    fn a_broker_needs_a_database_that_nodes_share_and_nothing_shows_its_password() {
        let postgres = Database::Postgres(vec![PostgresOptions::parse("postgres://ana@db/party").unwrap()]);
        let text = |text: &str| text.parse::<SecretText>().unwrap();
        let nats = Notifier::read(&text("nats://ana:hush-hush@bus"), &postgres).unwrap();
        assert!(matches!(nats, Notifier::Nats(_)));
        assert!(!format!("{nats:?} {:?}", text("nats://ana:hush-hush@bus")).contains("hush"));
        assert!(matches!(Notifier::read(&text("in-process"), &Database::Sqlite), Ok(Notifier::InProcess)));
        let refused = Notifier::read(&text("nats://ana:hush-hush@bus"), &Database::Sqlite).unwrap_err();
        assert!(refused.to_string().contains("PostgreSQL"), "{refused}");
        for wrong in ["redis://ana:hush-hush@bus", "nats://ana:hush-hush@bus:port", "nats://ana:hu?sh@bus"] {
            let error = format!("{:?}", Notifier::read(&text(wrong), &postgres).unwrap_err());
            assert!(!error.contains("hush") && error.contains("nats://"), "{error}");
        }
    }
}
