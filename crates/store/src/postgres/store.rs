//! The contract on PostgreSQL.

use std::fmt;

use async_trait::async_trait;
use session::{CommandId, LogPosition, MemberId, Score, SessionId};
use sqlx::Connection as _;
use timeline::Timestamp;

use super::connections::{Connections, Losses};
use super::fault::fault;
use super::options::PostgresOptions;
use super::{append, messages, migrate, nodes, reads, sql, writes};
use crate::accounts::Accounts;
use crate::catalogue::Catalogue;
use crate::contract::{
    Append, AppendOutcome, Listed, MessagesQuery, ScoresQuery, SessionsQuery, Store, StoredEntry, StoredMessage,
    StoredPlayback, StoredReport, StoredScore, StoredUser, TokenHash, Visit, VisitsQuery,
};
use crate::erasure::PersonalData;
use crate::error::StoreError;
use crate::experiments::Experiments;
use crate::folding;
use crate::handshake::tables::{Cell, Statement, Tables};
use crate::handshake::{self, Handshakes};
use crate::jobs::Jobs;
use crate::presence::{NodeId, Roll, Rolls};
use crate::recommendations::Recommendations;
use crate::series::AllSeries;
use crate::tables::Kind;

/// One database of a PostgreSQL server, which several nodes may share.
pub struct PostgresStore {
    writers: Connections,
    readers: Connections,
}

/// Without its connections, which know the password.
impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// Opens the database, making its tables and bringing them up to date where needed. Refuses a standby.
    pub async fn open(options: &PostgresOptions) -> Result<Self, StoreError> {
        migrate::migrate(options).await?;
        Ok(Self::look_at(options))
    }

    /// Takes the database as it is, to look at it: no table is made or changed.
    pub fn look_at(options: &PostgresOptions) -> Self {
        let losses = Losses::none();
        Self {
            writers: Connections::lazy(options, options.writers, &losses),
            readers: Connections::lazy(options, options.readers, &losses),
        }
    }
}

impl PostgresStore {
    pub(super) fn writers(&self) -> &Connections {
        &self.writers
    }

    pub(super) fn readers(&self) -> &Connections {
        &self.readers
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn append(&self, append: Append) -> Result<AppendOutcome, StoreError> {
        append::append(&self.writers, &append).await
    }

    async fn read(&self, session: &SessionId, after: u64, limit: u32) -> Result<Vec<StoredEntry>, StoreError> {
        reads::entries(&self.readers, session, after, limit).await
    }

    async fn head(&self, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
        reads::head(&self.readers, session).await
    }

    async fn heads(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, LogPosition)>, StoreError> {
        reads::heads(&self.readers, sessions).await
    }

    async fn position(&self, session: &SessionId, seq: u64) -> Result<Option<LogPosition>, StoreError> {
        reads::position(&self.readers, session, seq).await
    }

    async fn command(&self, session: &SessionId, by: &MemberId, id: &CommandId) -> Result<Option<u64>, StoreError> {
        reads::command(&self.readers, session, by, id).await
    }

    async fn verify(&self, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
        reads::verify(&self.readers, session).await
    }

    async fn sessions(&self, query: SessionsQuery) -> Result<Vec<Listed>, StoreError> {
        reads::sessions(&self.readers, query).await
    }

    async fn ids(&self, after: Option<&SessionId>, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        reads::ids(&self.readers, after, limit).await
    }

    async fn newest(&self) -> Result<Option<Timestamp>, StoreError> {
        reads::newest(&self.readers).await
    }

    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        reads::due(&self.readers, now, limit).await
    }

    async fn unattended(&self, after: Option<&SessionId>, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        nodes::unattended(&self.readers, after, limit).await
    }

    async fn enlist(&self, node: &NodeId, for_ms: u32) -> Result<Vec<NodeId>, StoreError> {
        nodes::enlist(&self.writers, node, for_ms).await
    }

    async fn renew(&self, node: &NodeId, for_ms: u32) -> Result<Option<Vec<NodeId>>, StoreError> {
        nodes::renew(&self.writers, node, for_ms).await
    }

    async fn retire(&self, node: &NodeId) -> Result<(), StoreError> {
        nodes::retire(&self.writers, node).await
    }

    async fn announce(&self, node: &NodeId, rolls: Vec<Roll>) -> Result<(), StoreError> {
        nodes::announce(&self.writers, node, &rolls).await
    }

    async fn rolls(&self, node: &NodeId, sessions: &[SessionId]) -> Result<Option<Rolls>, StoreError> {
        nodes::rolls(&self.readers, node, sessions).await
    }

    async fn save_playback(&self, session: &SessionId, viewers: Vec<StoredPlayback>) -> Result<(), StoreError> {
        writes::save_playback(&self.writers, session, &viewers).await
    }

    async fn playback(&self, session: &SessionId) -> Result<Vec<StoredPlayback>, StoreError> {
        reads::playback(&self.readers, session).await
    }

    async fn visits(&self, user: &MemberId, query: VisitsQuery) -> Result<Vec<Visit>, StoreError> {
        reads::visits(&self.readers, user, query).await
    }

    async fn leaders(&self, session: &SessionId, limit: u32) -> Result<Vec<(MemberId, Score)>, StoreError> {
        reads::leaders(&self.readers, session, limit).await
    }

    async fn scores(&self, query: ScoresQuery) -> Result<Vec<StoredScore>, StoreError> {
        reads::scores(&self.readers, query).await
    }

    async fn messages(&self, query: MessagesQuery) -> Result<Vec<StoredMessage>, StoreError> {
        messages::page(&self.readers, query).await
    }

    async fn rebuild_messages(&self, session: &SessionId) -> Result<u64, StoreError> {
        messages::rebuild(&self.writers, session).await
    }

    async fn report_message(&self, session: &SessionId, report: StoredReport) -> Result<(), StoreError> {
        messages::report(&self.writers, session, &report).await
    }

    async fn message_reports(&self, session: &SessionId, limit: u32) -> Result<Vec<StoredReport>, StoreError> {
        messages::reports(&self.readers, session, limit).await
    }

    async fn create_user(&self, user: StoredUser, token: TokenHash) -> Result<(), StoreError> {
        writes::create_user(&self.writers, &user, &token).await
    }

    async fn user_by_token(&self, token: &TokenHash) -> Result<Option<StoredUser>, StoreError> {
        reads::user_by_token(&self.readers, token).await
    }

    async fn users(&self, ids: &[MemberId]) -> Result<Vec<StoredUser>, StoreError> {
        reads::users(&self.readers, ids).await
    }

    async fn secret(&self, name: &'static str, proposal: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        writes::propose_secret(&self.writers, name, &proposal).await?;
        reads::secret(&self.readers, name).await
    }

    async fn summary(&self, session: &SessionId) -> Result<Option<Listed>, StoreError> {
        reads::summary(&self.readers, session).await
    }

    async fn companions(&self, user: &MemberId, limit: u32) -> Result<Vec<(MemberId, Timestamp)>, StoreError> {
        handshake::companions(self, user, limit).await
    }

    async fn refold(&self) -> Result<u64, StoreError> {
        folding::refold_some(self).await
    }

    fn handshakes(&self) -> Option<&dyn Handshakes> {
        Some(self)
    }

    fn personal_data(&self) -> Option<&dyn PersonalData> {
        Some(self)
    }

    fn all_series(&self) -> Option<&dyn AllSeries> {
        Some(self)
    }

    fn jobs(&self) -> Option<&dyn Jobs> {
        Some(self)
    }

    fn experiments(&self) -> Option<&dyn Experiments> {
        Some(self)
    }

    fn recommendations(&self) -> Option<&dyn Recommendations> {
        Some(self)
    }

    fn accounts(&self) -> Option<&dyn Accounts> {
        Some(self)
    }

    fn catalogue(&self) -> Option<&dyn Catalogue> {
        Some(self)
    }

    async fn clock_us(&self) -> Result<Option<i64>, StoreError> {
        nodes::clock_us(&self.readers).await.map(Some)
    }

    async fn ready(&self) -> Result<(), StoreError> {
        writes::probe(&self.writers).await
    }
}

handshake::tables::database!(sqlx::Postgres, sqlx::postgres::PgRow, sqlx::postgres::PgArguments);

#[async_trait]
impl Tables for PostgresStore {
    async fn write(&self, statement: Statement) -> Result<u64, StoreError> {
        let query = bound(statement);
        let done = self.writers.ask(|connection| Box::pin(query.execute(connection))).await?;
        Ok(done.rows_affected())
    }

    /// The statement sees what was committed before it began, and that is after the lock was had.
    async fn write_alone(&self, statement: Statement) -> Result<u64, StoreError> {
        let query = bound(statement);
        let writing = self.writers.ask(|connection| {
            Box::pin(async move {
                let mut transaction = connection.begin().await?;
                sqlx::query(sql::ALONE).execute(&mut *transaction).await?;
                let done = query.execute(&mut *transaction).await?;
                transaction.commit().await?;
                Ok(done.rows_affected())
            })
        });
        writing.await
    }

    async fn read(&self, statement: Statement, kinds: &'static [Kind]) -> Result<Vec<Vec<Cell>>, StoreError> {
        let query = bound(statement);
        let rows = self.readers.ask(|connection| Box::pin(query.fetch_all(connection))).await?;
        rows.iter().map(|row| cells(row, kinds).map_err(fault)).collect()
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection as _, Executor as _, PgConnection, SqlStr};

    use super::super::sql;
    use super::{PostgresOptions, PostgresStore};

    #[tokio::test]
    async fn every_statement_fits_the_tables() {
        let Some(server) = testkit::Postgres::start() else { return };
        let url = server.database();
        PostgresStore::open(&PostgresOptions::parse(&url).unwrap()).await.unwrap();
        let mut connection = PgConnection::connect(&url).await.unwrap();
        for statement in crate::sql::SHARED
            .iter()
            .chain(sql::OWN)
            .chain(crate::handshake::sql::ALL)
            .chain(crate::accounts::sql::ALL)
            .chain(crate::catalogue::sql::ALL)
            .chain(crate::folding::ALL)
            .chain(crate::series::sql::ALL)
            .chain(crate::jobs::sql::ALL)
            .chain(crate::experiments::sql::ALL)
            .chain(crate::recommendations::sql::ALL)
            .chain(crate::erasure::sql::all())
        {
            let prepared = connection.prepare(SqlStr::from_static(statement)).await;
            prepared.unwrap_or_else(|error| panic!("{error}: {statement}"));
        }
    }

    #[tokio::test]
    async fn an_acknowledgement_waits_for_the_disk_though_the_server_does_not_ask_for_it() {
        let Some(server) = testkit::Postgres::start() else { return };
        let url = server.database();
        for (asked, used) in [("off", "on"), ("local", "local"), ("remote_apply", "remote_apply")] {
            server.sql("postgres", &format!("ALTER DATABASE test0 SET synchronous_commit = {asked}"));
            let store = PostgresStore::look_at(&PostgresOptions::parse(&url).unwrap());
            let setting = sqlx::query_scalar::<_, String>("SELECT current_setting('synchronous_commit')");
            let setting = store.writers.ask(|connection| Box::pin(setting.fetch_one(connection))).await;
            assert_eq!(setting.unwrap(), used);
        }
    }
}
