//! Reads: each on a connection of its own, beside the writer.

use session::{CommandId, LogPosition, MemberId, SessionId};
use sqlx::{SqliteExecutor, SqlitePool};
use timeline::Timestamp;

use super::rows::{self, EventRow};
use super::sql;
use crate::contract::{Listed, SessionState, SessionsQuery, StoredEntry, StoredPlayback, StoredUser, TokenHash};
use crate::error::StoreError;

/// How many entries are read at a time where a whole log is.
const VERIFY_PAGE: u32 = 1_000;

pub(super) async fn entries(
    pool: &SqlitePool,
    session: &SessionId,
    after: u64,
    limit: u32,
) -> Result<Vec<StoredEntry>, StoreError> {
    event_rows(pool, session, after, limit).await?.into_iter().map(|row| row.entry(session)).collect()
}

pub(super) async fn head(pool: &SqlitePool, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
    let row = sqlx::query(sql::HEAD).bind(session.as_str()).fetch_optional(pool).await;
    row.map_err(StoreError::from_database)?.map(|row| rows::position(&row, session)).transpose()
}

pub(super) async fn position(
    pool: &SqlitePool,
    session: &SessionId,
    seq: u64,
) -> Result<Option<LogPosition>, StoreError> {
    let row = sqlx::query(sql::POSITION).bind(session.as_str()).bind(rows::number(seq)).fetch_optional(pool).await;
    row.map_err(StoreError::from_database)?.map(|row| rows::position(&row, session)).transpose()
}

/// Also for the writer, inside its transaction.
pub(super) async fn command(
    executor: impl SqliteExecutor<'_>,
    session: &SessionId,
    by: &MemberId,
    id: &CommandId,
) -> Result<Option<u64>, StoreError> {
    let seq = sqlx::query_scalar::<_, i64>(sql::COMMAND)
        .bind(session.as_str())
        .bind(by.as_str())
        .bind(id.as_str())
        .fetch_optional(executor)
        .await;
    Ok(seq.map_err(StoreError::from_database)?.map(i64::unsigned_abs))
}

pub(super) async fn verify(pool: &SqlitePool, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
    let Some(head) = head(pool, session).await? else { return Ok(None) };
    let corrupt =
        |seq: u64, what: &str| Err(StoreError::Corrupt { session: session.to_string(), seq, what: what.to_owned() });
    let mut position = LogPosition::default();
    // The log may grow meanwhile; what comes after the head that was read is none of this.
    while position.seq < head.seq {
        let page = event_rows(pool, session, position.seq, VERIFY_PAGE).await?;
        if page.is_empty() {
            return corrupt(position.seq + 1, "it is missing");
        }
        for row in page.iter().take_while(|row| row.seq() <= head.seq) {
            position = row.verify(session, position)?;
        }
        if position.seq < head.seq && page.len() < VERIFY_PAGE as usize {
            return corrupt(position.seq + 1, "it is missing");
        }
    }
    if position == head { Ok(Some(head)) } else { corrupt(head.seq, "the session's head does not match it") }
}

pub(super) async fn sessions(pool: &SqlitePool, query: SessionsQuery) -> Result<Vec<Listed>, StoreError> {
    let (before, id) = match &query.after {
        Some(cursor) => (cursor.created_at.ms(), cursor.id.as_str()),
        None => (i64::MAX, ""),
    };
    let rows = match query.state {
        None => sqlx::query(sql::LIST_ALL),
        Some(SessionState::Live) => sqlx::query(sql::LIST_BY_STATE).bind("live"),
        Some(SessionState::Ended) => sqlx::query(sql::LIST_BY_STATE).bind("ended"),
    };
    let rows = rows.bind(before).bind(id).bind(query.limit).fetch_all(pool).await;
    rows.map_err(StoreError::from_database)?.iter().map(rows::listed).collect()
}

pub(super) async fn due(pool: &SqlitePool, now: Timestamp, limit: u32) -> Result<Vec<SessionId>, StoreError> {
    let ids = sqlx::query_scalar(sql::DUE).bind(now.ms()).bind(limit).fetch_all(pool).await;
    Ok(session_ids(&ids.map_err(StoreError::from_database)?))
}

pub(super) async fn ids(
    pool: &SqlitePool,
    after: Option<&SessionId>,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    let after = after.map_or("", SessionId::as_str);
    let ids = sqlx::query_scalar(sql::IDS).bind(after).bind(limit).fetch_all(pool).await;
    Ok(session_ids(&ids.map_err(StoreError::from_database)?))
}

pub(super) async fn newest(pool: &SqlitePool) -> Result<Option<Timestamp>, StoreError> {
    let at = sqlx::query_scalar(sql::NEWEST).fetch_optional(pool).await;
    Ok(at.map_err(StoreError::from_database)?.map(Timestamp::from_ms))
}

pub(super) async fn occupied(pool: &SqlitePool) -> Result<Vec<SessionId>, StoreError> {
    let ids = sqlx::query_scalar(sql::OCCUPIED).fetch_all(pool).await;
    Ok(session_ids(&ids.map_err(StoreError::from_database)?))
}

fn session_ids(ids: &[String]) -> Vec<SessionId> {
    ids.iter().filter_map(|id| SessionId::parse(id).ok()).collect()
}

pub(super) async fn playback(pool: &SqlitePool, session: &SessionId) -> Result<Vec<StoredPlayback>, StoreError> {
    let rows = sqlx::query(sql::PLAYBACK).bind(session.as_str()).fetch_all(pool).await;
    rows.map_err(StoreError::from_database)?.iter().map(|row| rows::playback(row, session)).collect()
}

pub(super) async fn user_by_token(pool: &SqlitePool, token: &TokenHash) -> Result<Option<StoredUser>, StoreError> {
    let hash = data_encoding::HEXLOWER.encode(&token.0);
    let row = sqlx::query(sql::USER_BY_TOKEN).bind(hash).fetch_optional(pool).await;
    row.map_err(StoreError::from_database)?.as_ref().map(rows::user).transpose()
}

pub(super) async fn secret(pool: &SqlitePool, name: &'static str) -> Result<Vec<u8>, StoreError> {
    let value = sqlx::query_scalar::<_, String>(sql::SECRET).bind(name).fetch_one(pool).await;
    let value = value.map_err(StoreError::from_database)?;
    data_encoding::HEXLOWER.decode(value.as_bytes()).map_err(|error| StoreError::Corrupt {
        session: String::new(),
        seq: 0,
        what: format!("the secret {name} cannot be read: {error}"),
    })
}

async fn event_rows(
    pool: &SqlitePool,
    session: &SessionId,
    after: u64,
    limit: u32,
) -> Result<Vec<EventRow>, StoreError> {
    let query = sqlx::query(sql::READ).bind(session.as_str()).bind(rows::number(after)).bind(limit);
    let rows = query.fetch_all(pool).await.map_err(StoreError::from_database)?;
    rows.iter().map(|row| EventRow::new(row).map_err(StoreError::from_database)).collect()
}
