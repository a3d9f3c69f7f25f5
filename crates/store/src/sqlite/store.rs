//! The contract on SQLite.

use async_trait::async_trait;
use session::{CommandId, LogPosition, MemberId, Score, SessionId};
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, SqlitePool};
use timeline::Timestamp;

use super::connect::{self, SqliteOptions};
use super::fault::fault;
use super::writer::{Write, Writer, Written};
use super::{messages, reads, sql};
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
use crate::presence::{LocalNodes, NodeId, Roll, Rolls};
use crate::recommendations::Recommendations;
use crate::series::AllSeries;
use crate::tables::Kind;

/// One SQLite file. Dropping it closes the file once all acknowledged writes are in.
#[derive(Debug)]
pub struct SqliteStore {
    options: SqliteOptions,
    readers: SqlitePool,
    writer: Writer,
    /// The file belongs to one process, so nobody else needs to read of its nodes.
    nodes: LocalNodes,
}

impl SqliteStore {
    /// Opens the file, making it and bringing its tables up to date where needed.
    pub async fn open(options: SqliteOptions) -> Result<Self, StoreError> {
        let connection = connect::open(&options).await?;
        Ok(Self::with(options, Some(connection)))
    }

    /// Takes the file as it is, to look at it: nothing is made, and no table is changed.
    pub fn look_at(options: SqliteOptions) -> Self {
        Self::with(options, None)
    }

    pub(super) fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    pub(super) async fn write(&self, write: Write) -> Result<Written, StoreError> {
        self.writer.write(write).await
    }

    fn with(options: SqliteOptions, connection: Option<SqliteConnection>) -> Self {
        let readers = SqlitePoolOptions::new()
            .max_connections(options.readers)
            .min_connections(0)
            .connect_lazy_with(options.reading());
        let writer = Writer::start(options.clone(), connection);
        Self { options, readers, writer, nodes: LocalNodes::default() }
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn append(&self, append: Append) -> Result<AppendOutcome, StoreError> {
        match self.writer.write(Write::Append(Box::new(append))).await? {
            Written::Append(outcome) => Ok(outcome),
            Written::Done | Written::Rows(_) => Err(StoreError::away("the writer answered another question")),
        }
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
        let mut after = after.cloned();
        loop {
            let page = reads::occupied(&self.readers, after.as_ref(), limit).await?;
            let is_last = u32::try_from(page.len()).is_ok_and(|found| found < limit);
            after = page.last().cloned();
            let unattended: Vec<_> = page.into_iter().filter(|session| !self.nodes.is_seen(session)).collect();
            // An empty answer would tell that there are no more.
            if is_last || !unattended.is_empty() {
                return Ok(unattended);
            }
        }
    }

    async fn enlist(&self, node: &NodeId, for_ms: u32) -> Result<Vec<NodeId>, StoreError> {
        Ok(self.nodes.enlist(node, for_ms))
    }

    async fn renew(&self, node: &NodeId, for_ms: u32) -> Result<Option<Vec<NodeId>>, StoreError> {
        Ok(self.nodes.renew(node, for_ms))
    }

    async fn retire(&self, node: &NodeId) -> Result<(), StoreError> {
        self.nodes.retire(node);
        Ok(())
    }

    async fn announce(&self, node: &NodeId, rolls: Vec<Roll>) -> Result<(), StoreError> {
        self.nodes.announce(node, rolls);
        Ok(())
    }

    async fn rolls(&self, node: &NodeId, sessions: &[SessionId]) -> Result<Option<Rolls>, StoreError> {
        Ok(self.nodes.rolls(node, sessions))
    }

    async fn save_playback(&self, session: &SessionId, viewers: Vec<StoredPlayback>) -> Result<(), StoreError> {
        self.writer.write(Write::SavePlayback(session.clone(), viewers)).await.map(drop)
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
        match self.writer.write(Write::RebuildMessages(session.clone())).await? {
            Written::Rows(count) => Ok(count),
            Written::Done | Written::Append(_) => Err(StoreError::away("the writer answered another question")),
        }
    }

    async fn report_message(&self, session: &SessionId, report: StoredReport) -> Result<(), StoreError> {
        self.writer.write(Write::ReportMessage(session.clone(), report)).await.map(drop)
    }

    async fn message_reports(&self, session: &SessionId, limit: u32) -> Result<Vec<StoredReport>, StoreError> {
        messages::reports(&self.readers, session, limit).await
    }

    async fn create_user(&self, user: StoredUser, token: TokenHash) -> Result<(), StoreError> {
        self.writer.write(Write::CreateUser(user, token)).await.map(drop)
    }

    async fn user_by_token(&self, token: &TokenHash) -> Result<Option<StoredUser>, StoreError> {
        reads::user_by_token(&self.readers, token).await
    }

    async fn users(&self, ids: &[MemberId]) -> Result<Vec<StoredUser>, StoreError> {
        reads::users(&self.readers, ids).await
    }

    async fn secret(&self, name: &'static str, proposal: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        self.writer.write(Write::ProposeSecret(name, proposal)).await?;
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
        Ok(None)
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.writer.write(Write::Probe).await.map(drop)
    }
}

handshake::tables::database!(sqlx::Sqlite, sqlx::sqlite::SqliteRow, sqlx::sqlite::SqliteArguments);

#[async_trait]
impl Tables for SqliteStore {
    async fn write(&self, statement: Statement) -> Result<u64, StoreError> {
        match self.writer.write(Write::Plain(statement)).await? {
            Written::Rows(rows) => Ok(rows),
            Written::Append(_) | Written::Done => Err(StoreError::away("the writer answered another question")),
        }
    }

    /// There is one writer at a time, also among processes.
    async fn write_alone(&self, statement: Statement) -> Result<u64, StoreError> {
        Tables::write(self, statement).await
    }

    async fn read(&self, statement: Statement, kinds: &'static [Kind]) -> Result<Vec<Vec<Cell>>, StoreError> {
        let rows = bound(statement).fetch_all(&self.readers).await.map_err(fault)?;
        rows.iter().map(|row| cells(row, kinds).map_err(fault)).collect()
    }

    /// Brings everything into the file itself, and empties the log that was written ahead.
    async fn settle(&self) -> Result<bool, StoreError> {
        let mut connection = self.options.writing().connect().await.map_err(fault)?;
        let (is_busy, ..): (i64, i64, i64) =
            sqlx::query_as(sql::CHECKPOINT).fetch_one(&mut connection).await.map_err(fault)?;
        connection.close().await.map_err(fault)?;
        Ok(is_busy == 0)
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{Executor as _, SqlStr};

    use super::super::{messages, sql};
    use super::{SqliteOptions, SqliteStore};

    #[tokio::test]
    async fn every_statement_fits_the_tables() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(SqliteOptions::new(folder.path().join("db"))).await.unwrap();
        let own = sql::OWN
            .iter()
            .chain(messages::CHANGES.into_iter().flatten())
            .chain(messages::LOOKUPS)
            .chain(crate::handshake::sql::ALL)
            .chain(crate::accounts::sql::ALL)
            .chain(crate::catalogue::sql::ALL)
            .chain(crate::folding::ALL)
            .chain(crate::series::sql::ALL)
            .chain(crate::jobs::sql::ALL)
            .chain(crate::experiments::sql::ALL)
            .chain(crate::recommendations::sql::ALL);
        for statement in crate::sql::SHARED.iter().chain(own).chain(crate::erasure::sql::all()) {
            store.readers.prepare(SqlStr::from_static(statement)).await.unwrap_or_else(|e| panic!("{e}: {statement}"));
        }
    }

    /// However many messages a session has, a change looks only at those that it changes.
    #[tokio::test]
    async fn no_change_looks_through_the_messages_of_a_session() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(SqliteOptions::new(folder.path().join("db"))).await.unwrap();
        for statement in messages::CHANGES.into_iter().flatten() {
            let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(explain).bind("s").bind("{}").fetch_all(&store.readers).await.unwrap();
            let is_look =
                |step: &str| step.starts_with("SEARCH") || (step.starts_with("SCAN") && !step.contains("json_each"));
            let mut looks = plan.iter().filter(|(.., step)| is_look(step));
            assert!(looks.all(|(.., step)| step.contains("(session_id=? AND ")), "{statement}: {plan:?}");
        }
    }
}
