//! The messages: looked up, and made anew. An append changes them in its own statement (`sql::EXTEND_LOG_AND_MESSAGES`).

use session::SessionId;
use sqlx::{Connection as _, PgConnection};
use timeline::Timestamp;

use super::connections::Connections;
use super::fault::fault;
use super::{reads, sql};
use crate::contract::{MessagesQuery, StoredMessage, StoredReport};
use crate::error::StoreError;
use crate::messages::{MessageColumns, REACTING_NAMED_MAX, ReactionColumns, Rebuilt, messages};
use crate::rows;
use crate::sql::{CLEAR_MESSAGES, CLEAR_REACTIONS, REPORT, REPORTS};
use crate::verify::VERIFY_PAGE;

pub(super) async fn page(readers: &Connections, query: MessagesQuery) -> Result<Vec<StoredMessage>, StoreError> {
    let session = &query.session;
    let page = sqlx::query_as::<_, MessageColumns>(sql::MESSAGES)
        .bind(session.to_string())
        .bind(query.before.map_or(i64::MAX, rows::number))
        .bind(query.contains.as_deref().map(collation::folded).unwrap_or_default())
        .bind(i64::from(query.limit));
    let rows = readers.ask(|connection| Box::pin(page.fetch_all(connection))).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let reactions = sqlx::query_as::<_, ReactionColumns>(sql::REACTIONS)
        .bind(session.to_string())
        .bind(ids)
        .bind(REACTING_NAMED_MAX);
    let reactions = readers.ask(|connection| Box::pin(reactions.fetch_all(connection))).await?;
    messages(session, rows, &reactions)
}

pub(super) async fn report(
    writers: &Connections,
    session: &SessionId,
    report: &StoredReport,
) -> Result<(), StoreError> {
    let reporting = sqlx::query(REPORT)
        .bind(session.to_string())
        .bind(rows::number(report.message))
        .bind(report.by.to_string())
        .bind(report.at.ms());
    writers.ask(|connection| Box::pin(reporting.execute(connection))).await.map(drop)
}

pub(super) async fn reports(
    readers: &Connections,
    session: &SessionId,
    limit: u32,
) -> Result<Vec<StoredReport>, StoreError> {
    let query = sqlx::query_as::<_, (i64, String, i64)>(REPORTS).bind(session.to_string()).bind(i64::from(limit));
    let rows = readers.ask(|connection| Box::pin(query.fetch_all(connection))).await?;
    let report = |(message, by, at): (i64, String, i64)| {
        let by = session::MemberId::parse(&by).ok()?;
        Some(StoredReport { message: message.unsigned_abs(), by, at: Timestamp::from_ms(at) })
    };
    Ok(rows.into_iter().filter_map(report).collect())
}

/// How often a log that grows meanwhile is read anew.
const REBUILD_ATTEMPTS_MAX: usize = 8;

pub(super) async fn rebuild(connections: &Connections, session: &SessionId) -> Result<u64, StoreError> {
    for _ in 0..REBUILD_ATTEMPTS_MAX {
        let (rebuilt, read) = read_log(connections, session).await?;
        let count = rebuilt.count();
        let parts = rebuilt.changes().map(|changes| changes.to_json()).collect();
        let id = session.to_string();
        let written = connections.try_ask(|connection| Box::pin(replace(connection, id, read, parts)));
        if written.await.map_err(fault)? {
            return Ok(count);
        }
    }
    Err(StoreError::away("the session has too much to do to make its messages anew"))
}

/// What the log makes, and up to which entry it was read.
async fn read_log(connections: &Connections, session: &SessionId) -> Result<(Rebuilt, u64), StoreError> {
    let (mut rebuilt, mut read) = (Rebuilt::default(), 0);
    loop {
        let page = reads::entries(connections, session, read, VERIFY_PAGE).await?;
        let Some(last) = page.last() else { return Ok((rebuilt, read)) };
        read = last.position.seq;
        for stored in &page {
            rebuilt.take(&stored.entry);
        }
    }
}

/// Writes nothing where the log has grown meanwhile; while this writes, it does not.
async fn replace(
    connection: &mut PgConnection,
    session: String,
    read: u64,
    parts: Vec<String>,
) -> Result<bool, sqlx::Error> {
    let mut transaction = connection.begin().await?;
    let head = sqlx::query_scalar::<_, i64>(sql::HOLD_SESSION).bind(session.clone());
    let head = head.fetch_optional(&mut *transaction).await?;
    if head != Some(rows::number(read)) {
        return Ok(head.is_none());
    }
    for statement in [CLEAR_MESSAGES, CLEAR_REACTIONS] {
        sqlx::query(statement).bind(session.clone()).execute(&mut *transaction).await?;
    }
    for json in parts {
        for statement in [sql::SAY_ALL, sql::REACT_ALL] {
            sqlx::query(statement).bind(session.clone()).bind(json.clone()).execute(&mut *transaction).await?;
        }
    }
    transaction.commit().await?;
    Ok(true)
}
