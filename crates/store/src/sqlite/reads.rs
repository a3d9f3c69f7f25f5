//! Reads: each on a connection of its own, beside the writer.

use session::{CommandId, LogPosition, MemberId, Score, SessionId};
use sqlx::{SqliteExecutor, SqlitePool};
use timeline::Timestamp;

use super::fault::fault;
use super::sql;
use crate::contract::{
    Listed, ScoresQuery, SessionsQuery, StoredEntry, StoredPlayback, StoredScore, StoredUser, TokenHash, Visit,
    VisitsQuery,
};
use crate::error::StoreError;
use crate::folding;
use crate::rows::{self, EventRow};
use crate::sql::HEADS_CHUNK;
use crate::verify::{VERIFY_PAGE, Verification};

pub(super) async fn entries(
    pool: &SqlitePool,
    session: &SessionId,
    after: u64,
    limit: u32,
) -> Result<Vec<StoredEntry>, StoreError> {
    event_rows(pool, session, after, limit).await?.into_iter().map(|row| row.entry(session)).collect()
}

/// Also for the writer, inside its transaction.
pub(super) async fn head(
    executor: impl SqliteExecutor<'_>,
    session: &SessionId,
) -> Result<Option<LogPosition>, StoreError> {
    let row = sqlx::query_as(sql::HEAD).bind(session.as_str()).fetch_optional(executor).await;
    row.map_err(fault)?.map(|row| rows::position(row, session)).transpose()
}

pub(super) async fn heads(
    pool: &SqlitePool,
    sessions: &[SessionId],
) -> Result<Vec<(SessionId, LogPosition)>, StoreError> {
    let mut heads = Vec::with_capacity(sessions.len());
    for chunk in sessions.chunks(HEADS_CHUNK) {
        // No character of an id means anything to JSON.
        let quoted: Vec<_> = chunk.iter().map(|id| format!("\"{id}\"")).collect();
        let rows = sqlx::query_as(sql::HEADS).bind(format!("[{}]", quoted.join(","))).fetch_all(pool).await;
        for row in rows.map_err(fault)? {
            heads.push(rows::head(row)?);
        }
    }
    Ok(heads)
}

pub(super) async fn position(
    pool: &SqlitePool,
    session: &SessionId,
    seq: u64,
) -> Result<Option<LogPosition>, StoreError> {
    let row = sqlx::query_as(sql::POSITION).bind(session.as_str()).bind(rows::number(seq)).fetch_optional(pool).await;
    row.map_err(fault)?.map(|row| rows::position(row, session)).transpose()
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
    Ok(seq.map_err(fault)?.map(i64::unsigned_abs))
}

pub(super) async fn verify(pool: &SqlitePool, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
    let Some(head) = head(pool, session).await? else { return Ok(None) };
    let mut verification = Verification::new(session, head);
    while let Some(after) = verification.wants_after() {
        verification.page(&event_rows(pool, session, after, VERIFY_PAGE).await?)?;
    }
    verification.end().map(Some)
}

pub(super) async fn sessions(pool: &SqlitePool, query: SessionsQuery) -> Result<Vec<Listed>, StoreError> {
    let (statement, at, id, asks_for_time) = rows::list(&query);
    let pattern = folding::pattern(query.search.as_deref().unwrap_or_default());
    let list = sqlx::query_as(statement).bind(at.ms()).bind(id).bind(pattern).bind(query.limit);
    let list = if asks_for_time { list.bind(query.now.ms()) } else { list };
    list.fetch_all(pool).await.map_err(fault)?.iter().map(rows::listed).collect()
}

pub(super) async fn visits(pool: &SqlitePool, user: &MemberId, query: VisitsQuery) -> Result<Vec<Visit>, StoreError> {
    let (before, id) = rows::before(query.after.as_ref());
    let ids = sqlx::query_scalar(sql::VISITS).bind(user.as_str()).bind(before.ms()).bind(id).bind(query.limit);
    let mut visits = Vec::new();
    for id in rows::session_ids(&ids.fetch_all(pool).await.map_err(fault)?) {
        let listed = sqlx::query_as(sql::LISTED).bind(id.as_str()).fetch_one(pool).await.map_err(fault)?;
        let watched = sqlx::query_as(sql::WATCHED).bind(id.as_str()).bind(user.as_str()).fetch_all(pool).await;
        let others = sqlx::query_scalar::<_, String>(sql::WATCHED_TOO)
            .bind(id.as_str())
            .bind(user.as_str())
            .bind(query.others)
            .fetch_all(pool)
            .await;
        visits.push(Visit {
            session: rows::listed(&listed)?,
            watched: watched.map_err(fault)?.iter().map(|row| rows::playback(row, &id)).collect::<Result<_, _>>()?,
            others: rows::member_ids(&others.map_err(fault)?),
        });
    }
    Ok(visits)
}

pub(super) async fn summary(pool: &SqlitePool, session: &SessionId) -> Result<Option<Listed>, StoreError> {
    let row = sqlx::query_as(sql::LISTED).bind(session.as_str()).fetch_optional(pool).await;
    row.map_err(fault)?.as_ref().map(rows::listed).transpose()
}

pub(super) async fn due(pool: &SqlitePool, now: Timestamp, limit: u32) -> Result<Vec<SessionId>, StoreError> {
    let ids = sqlx::query_scalar(sql::DUE).bind(now.ms()).bind(limit).fetch_all(pool).await;
    Ok(rows::session_ids(&ids.map_err(fault)?))
}

pub(super) async fn ids(
    pool: &SqlitePool,
    after: Option<&SessionId>,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    let after = after.map_or("", SessionId::as_str);
    let ids = sqlx::query_scalar(sql::IDS).bind(after).bind(limit).fetch_all(pool).await;
    Ok(rows::session_ids(&ids.map_err(fault)?))
}

pub(super) async fn newest(pool: &SqlitePool) -> Result<Option<Timestamp>, StoreError> {
    let at = sqlx::query_scalar(sql::NEWEST).fetch_optional(pool).await;
    Ok(at.map_err(fault)?.map(Timestamp::from_ms))
}

pub(super) async fn occupied(
    pool: &SqlitePool,
    after: Option<&SessionId>,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    let after = after.map_or("", SessionId::as_str);
    let ids = sqlx::query_scalar::<_, String>(sql::OCCUPIED).bind(after).bind(limit).fetch_all(pool).await;
    Ok(rows::session_ids(&ids.map_err(fault)?))
}

pub(super) async fn playback(pool: &SqlitePool, session: &SessionId) -> Result<Vec<StoredPlayback>, StoreError> {
    let rows = sqlx::query_as(sql::PLAYBACK).bind(session.as_str()).fetch_all(pool).await;
    rows.map_err(fault)?.iter().map(|row| rows::playback(row, session)).collect()
}

pub(super) async fn leaders(
    pool: &SqlitePool,
    session: &SessionId,
    limit: u32,
) -> Result<Vec<(MemberId, Score)>, StoreError> {
    let rows = sqlx::query_as(sql::LEADERS).bind(session.as_str()).bind(limit).fetch_all(pool).await;
    rows.map_err(fault)?.iter().map(|row| rows::leader(row, session)).collect()
}

pub(super) async fn scores(pool: &SqlitePool, query: ScoresQuery) -> Result<Vec<StoredScore>, StoreError> {
    let (before, session) = rows::scores_after(&query);
    let rows = sqlx::query_as(sql::SCORES).bind(query.member.as_str()).bind(before).bind(session).bind(query.limit);
    rows.fetch_all(pool).await.map_err(fault)?.iter().map(rows::score).collect()
}

pub(super) async fn user_by_token(pool: &SqlitePool, token: &TokenHash) -> Result<Option<StoredUser>, StoreError> {
    let hash = data_encoding::HEXLOWER.encode(&token.0);
    let row = sqlx::query_as(sql::USER_BY_TOKEN).bind(hash).fetch_optional(pool).await;
    row.map_err(fault)?.as_ref().map(rows::user).transpose()
}

pub(super) async fn users(pool: &SqlitePool, ids: &[MemberId]) -> Result<Vec<StoredUser>, StoreError> {
    let mut users = Vec::with_capacity(ids.len());
    for id in ids {
        let row = sqlx::query_as(sql::USER).bind(id.as_str()).fetch_optional(pool).await.map_err(fault)?;
        users.extend(row.as_ref().map(rows::user).transpose()?);
    }
    Ok(users)
}

pub(super) async fn secret(pool: &SqlitePool, name: &'static str) -> Result<Vec<u8>, StoreError> {
    let value = sqlx::query_scalar::<_, String>(sql::SECRET).bind(name).fetch_one(pool).await;
    rows::secret(name, &value.map_err(fault)?)
}

/// Also for the writer, inside its transaction.
pub(super) async fn event_rows(
    executor: impl SqliteExecutor<'_>,
    session: &SessionId,
    after: u64,
    limit: u32,
) -> Result<Vec<EventRow>, StoreError> {
    let query = sqlx::query_as(sql::READ).bind(session.as_str()).bind(rows::number(after)).bind(limit);
    query.fetch_all(executor).await.map_err(fault)
}
