//! The one writer: takes whatever waits, writes it in one transaction, and answers once that is durable.

use session::{NoteId, SessionId};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::append::append;
use super::connect::SqliteOptions;
use super::fault::fault;
use super::store::bound;
use super::{layers, messages, sql};
use crate::contract::{Append, AppendOutcome, StoredPlayback, StoredReport, StoredUser, TokenHash};
use crate::error::StoreError;
use crate::handshake::tables::Statement;
use crate::layers::{NotesMost, StoredNote};
use crate::rows;

/// How many writes may wait; who comes then waits outside.
const WAITING_WRITES_MAX: usize = 1_024;
/// How many writes share one commit.
const BATCH_WRITES_MAX: usize = 512;

/// Sends writes to the writer's task, which ends with the last clone of this.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    writes: mpsc::Sender<(Write, oneshot::Sender<Result<Written, StoreError>>)>,
}

/// Something to write. All of them can be tried again: a failed transaction has written nothing.
#[derive(Debug)]
pub(super) enum Write {
    Append(Box<Append>),
    CreateUser(StoredUser, TokenHash),
    ProposeSecret(&'static str, Vec<u8>),
    SavePlayback(SessionId, Vec<StoredPlayback>),
    /// A statement of the handshake tables.
    Plain(Statement),
    ReportMessage(SessionId, StoredReport),
    RebuildMessages(SessionId),
    AddNote(SessionId, Box<StoredNote>, NotesMost),
    RemoveNote(SessionId, NoteId),
    /// Writes nothing, to find out whether writing works.
    Probe,
}

/// What became of a write.
#[derive(Debug)]
pub(super) enum Written {
    Append(AppendOutcome),
    /// So many rows were written.
    Rows(u64),
    Done,
}

impl Writer {
    /// Starts the writer's task. Without a connection it opens one when the first write comes.
    pub(super) fn start(options: SqliteOptions, connection: Option<SqliteConnection>) -> Self {
        let (writes, waiting) = mpsc::channel(WAITING_WRITES_MAX);
        tokio::spawn(run(options, connection, waiting));
        Self { writes }
    }

    /// Writes, and returns once it is durable.
    pub(super) async fn write(&self, write: Write) -> Result<Written, StoreError> {
        let (answer, answered) = oneshot::channel();
        let closed = || StoreError::away("the writer has stopped");
        self.writes.send((write, answer)).await.map_err(|_| closed())?;
        answered.await.unwrap_or_else(|_| Err(closed()))
    }
}

type Waiting = mpsc::Receiver<(Write, oneshot::Sender<Result<Written, StoreError>>)>;

async fn run(options: SqliteOptions, mut connection: Option<SqliteConnection>, mut waiting: Waiting) {
    let mut batch = Vec::with_capacity(BATCH_WRITES_MAX);
    while waiting.recv_many(&mut batch, BATCH_WRITES_MAX).await > 0 {
        let (writes, answers): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
        let mut results = commit(&options, &mut connection, &writes).await;
        let one_is_at_fault = |result| matches!(result, &Err(StoreError::Rejected { .. } | StoreError::Corrupt { .. }));
        if writes.len() > 1 && results.iter().any(one_is_at_fault) {
            // Each gets a transaction and an answer of its own. An outage is not worth that: it would meet all of them.
            results.clear();
            for write in &writes {
                results.extend(commit(&options, &mut connection, std::slice::from_ref(write)).await);
            }
        }
        for (answer, result) in answers.into_iter().zip(results) {
            // Who asked may have gone; the write stands all the same.
            drop(answer.send(result));
        }
    }
    if let Some(connection) = connection
        && let Err(error) = connection.close().await
    {
        tracing::warn!(%error, "the database did not close cleanly; it will recover at the next start");
    }
}

/// Writes all in one transaction. Either every result is from after the commit, or nothing was written and the one
/// result is the error, repeated for each.
async fn commit(
    options: &SqliteOptions,
    connection: &mut Option<SqliteConnection>,
    writes: &[Write],
) -> Vec<Result<Written, StoreError>> {
    match try_commit(options, connection, writes).await {
        Ok(written) => written.into_iter().map(Ok).collect(),
        Err(error) => {
            // A connection with a failed transaction is not used again; the next write opens a new one.
            *connection = None;
            tracing::warn!(error = &error as &dyn std::error::Error, writes = writes.len(), "nothing could be written");
            writes.iter().map(|_| Err(error.repeat())).collect()
        }
    }
}

async fn try_commit(
    options: &SqliteOptions,
    connection: &mut Option<SqliteConnection>,
    writes: &[Write],
) -> Result<Vec<Written>, StoreError> {
    let open = match connection.take() {
        Some(open) => open,
        None => options.writing().connect().await.map_err(fault)?,
    };
    let open = connection.insert(open);
    let mut transaction = open.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?;
    let mut written = Vec::with_capacity(writes.len());
    for write in writes {
        written.push(execute(&mut transaction, write).await?);
    }
    transaction.commit().await.map_err(fault)?;
    Ok(written)
}

async fn execute(connection: &mut SqliteConnection, write: &Write) -> Result<Written, StoreError> {
    let query = match write {
        Write::Append(what) => return append(connection, what).await.map(Written::Append),
        Write::ReportMessage(session, report) => {
            return messages::report(connection, session, report).await.map(|()| Written::Done);
        }
        Write::RebuildMessages(session) => return messages::rebuild(connection, session).await.map(Written::Rows),
        Write::Probe => return Ok(Written::Done),
        Write::AddNote(session, note, most) => return layers::add(connection, session, note, *most).await,
        Write::RemoveNote(session, id) => return layers::remove(connection, session, id).await,
        Write::Plain(statement) => {
            let changed = bound(statement.clone()).execute(connection).await.map_err(fault)?;
            return Ok(Written::Rows(changed.rows_affected()));
        }
        Write::SavePlayback(session, viewers) => {
            for viewer in viewers {
                save_playback(connection, session, viewer).await.map_err(fault)?;
            }
            return Ok(Written::Done);
        }
        Write::CreateUser(user, token) => sqlx::query(sql::INSERT_USER)
            .bind(user.id.as_str())
            .bind(user.name.as_str())
            .bind(data_encoding::HEXLOWER.encode(&token.0))
            .bind(user.created_at.ms()),
        Write::ProposeSecret(name, value) => {
            sqlx::query(sql::PROPOSE_SECRET).bind(*name).bind(data_encoding::HEXLOWER.encode(value))
        }
    };
    query.execute(connection).await.map_err(fault)?;
    Ok(Written::Done)
}

async fn save_playback(
    connection: &mut SqliteConnection,
    session: &SessionId,
    viewer: &StoredPlayback,
) -> Result<(), sqlx::Error> {
    sqlx::query(sql::SAVE_PLAYBACK)
        .bind(session.as_str())
        .bind(viewer.member.as_str())
        .bind(viewer.video.as_str())
        .bind(viewer.position.us())
        .bind(rows::watched(&viewer.watched))
        .bind(viewer.updated_at.ms())
        .bind(viewer.begun_at.ms())
        .execute(connection)
        .await
        .map(drop)
}
