//! Reads: of the primary alone, so that nothing read is older than what was acknowledged.

use session::{CommandId, LogPosition, MemberId, Score, SessionId};
use timeline::Timestamp;

use super::connections::Connections;
use super::sql::{HEADS, NEWEST};
use crate::contract::{
    Listed, ScoresQuery, SessionsQuery, StoredEntry, StoredPlayback, StoredScore, StoredUser, TokenHash, Visit,
    VisitsQuery,
};
use crate::error::StoreError;
use crate::folding;
use crate::rows::{
    self, EventRow, HeadColumns, LeaderColumns, ListedColumns, PlaybackColumns, PositionColumns, ScoreColumns,
    UserColumns,
};
use crate::sql;
use crate::verify::{VERIFY_PAGE, Verification};

pub(super) async fn entries(
    readers: &Connections,
    session: &SessionId,
    after: u64,
    limit: u32,
) -> Result<Vec<StoredEntry>, StoreError> {
    event_rows(readers, session, after, limit).await?.into_iter().map(|row| row.entry(session)).collect()
}

pub(super) async fn head(readers: &Connections, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
    let query = sqlx::query_as::<_, PositionColumns>(sql::HEAD).bind(session.to_string());
    let row = readers.ask(|connection| Box::pin(query.fetch_optional(connection))).await?;
    row.map(|row| rows::position(row, session)).transpose()
}

pub(super) async fn heads(
    readers: &Connections,
    sessions: &[SessionId],
) -> Result<Vec<(SessionId, LogPosition)>, StoreError> {
    let mut heads = Vec::with_capacity(sessions.len());
    for chunk in sessions.chunks(sql::HEADS_CHUNK) {
        let ids: Vec<String> = chunk.iter().map(SessionId::to_string).collect();
        let query = sqlx::query_as::<_, HeadColumns>(HEADS).bind(ids);
        for row in readers.ask(|connection| Box::pin(query.fetch_all(connection))).await? {
            heads.push(rows::head(row)?);
        }
    }
    Ok(heads)
}

pub(super) async fn position(
    readers: &Connections,
    session: &SessionId,
    seq: u64,
) -> Result<Option<LogPosition>, StoreError> {
    let query = sqlx::query_as::<_, PositionColumns>(sql::POSITION).bind(session.to_string()).bind(rows::number(seq));
    let row = readers.ask(|connection| Box::pin(query.fetch_optional(connection))).await?;
    row.map(|row| rows::position(row, session)).transpose()
}

pub(super) async fn command(
    connections: &Connections,
    session: &SessionId,
    by: &MemberId,
    id: &CommandId,
) -> Result<Option<u64>, StoreError> {
    let query =
        sqlx::query_scalar::<_, i64>(sql::COMMAND).bind(session.to_string()).bind(by.to_string()).bind(id.to_string());
    let seq = connections.ask(|connection| Box::pin(query.fetch_optional(connection))).await?;
    Ok(seq.map(i64::unsigned_abs))
}

pub(super) async fn verify(readers: &Connections, session: &SessionId) -> Result<Option<LogPosition>, StoreError> {
    let Some(head) = head(readers, session).await? else { return Ok(None) };
    let mut verification = Verification::new(session, head);
    while let Some(after) = verification.wants_after() {
        verification.page(&event_rows(readers, session, after, VERIFY_PAGE).await?)?;
    }
    verification.end().map(Some)
}

pub(super) async fn sessions(readers: &Connections, query: SessionsQuery) -> Result<Vec<Listed>, StoreError> {
    let (statement, at, id, asks_for_time) = rows::list(&query);
    let pattern = folding::pattern(query.search.as_deref().unwrap_or_default());
    let list = sqlx::query_as::<_, ListedColumns>(statement);
    let list = list.bind(at.ms()).bind(id).bind(pattern).bind(i64::from(query.limit));
    let list = if asks_for_time { list.bind(query.now.ms()) } else { list };
    let rows = readers.ask(|connection| Box::pin(list.fetch_all(connection))).await?;
    rows.iter().map(rows::listed).collect()
}

pub(super) async fn visits(
    readers: &Connections,
    user: &MemberId,
    query: VisitsQuery,
) -> Result<Vec<Visit>, StoreError> {
    let (before, id) = rows::before(query.after.as_ref());
    let ids = sqlx::query_scalar::<_, String>(sql::VISITS)
        .bind(user.to_string())
        .bind(before.ms())
        .bind(id)
        .bind(i64::from(query.limit));
    let ids = readers.ask(|connection| Box::pin(ids.fetch_all(connection))).await?;
    let mut visits = Vec::new();
    for id in rows::session_ids(&ids) {
        let listed = sqlx::query_as::<_, ListedColumns>(sql::LISTED).bind(id.to_string());
        let listed = readers.ask(|connection| Box::pin(listed.fetch_one(connection))).await?;
        let watched = sqlx::query_as::<_, PlaybackColumns>(sql::WATCHED).bind(id.to_string()).bind(user.to_string());
        let watched = readers.ask(|connection| Box::pin(watched.fetch_all(connection))).await?;
        let others = sqlx::query_scalar::<_, String>(sql::WATCHED_TOO)
            .bind(id.to_string())
            .bind(user.to_string())
            .bind(i64::from(query.others));
        let others = readers.ask(|connection| Box::pin(others.fetch_all(connection))).await?;
        visits.push(Visit {
            session: rows::listed(&listed)?,
            watched: watched.iter().map(|row| rows::playback(row, &id)).collect::<Result<_, _>>()?,
            others: rows::member_ids(&others),
        });
    }
    Ok(visits)
}

pub(super) async fn due(readers: &Connections, now: Timestamp, limit: u32) -> Result<Vec<SessionId>, StoreError> {
    let query = sqlx::query_scalar::<_, String>(sql::DUE).bind(now.ms()).bind(i64::from(limit));
    let ids = readers.ask(|connection| Box::pin(query.fetch_all(connection))).await?;
    Ok(rows::session_ids(&ids))
}

pub(super) async fn ids(
    readers: &Connections,
    after: Option<&SessionId>,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    let after = after.map_or_else(String::new, SessionId::to_string);
    let query = sqlx::query_scalar::<_, String>(sql::IDS).bind(after).bind(i64::from(limit));
    let ids = readers.ask(|connection| Box::pin(query.fetch_all(connection))).await?;
    Ok(rows::session_ids(&ids))
}

pub(super) async fn summary(readers: &Connections, session: &SessionId) -> Result<Option<Listed>, StoreError> {
    let query = sqlx::query_as::<_, ListedColumns>(sql::LISTED).bind(session.to_string());
    let row = readers.ask(|connection| Box::pin(query.fetch_optional(connection))).await?;
    row.as_ref().map(rows::listed).transpose()
}

pub(super) async fn newest(readers: &Connections) -> Result<Option<Timestamp>, StoreError> {
    let query = sqlx::query_scalar::<_, i64>(NEWEST);
    let at = readers.ask(|connection| Box::pin(query.fetch_optional(connection))).await?;
    Ok(at.map(Timestamp::from_ms))
}

pub(super) async fn playback(readers: &Connections, session: &SessionId) -> Result<Vec<StoredPlayback>, StoreError> {
    let query = sqlx::query_as::<_, PlaybackColumns>(sql::PLAYBACK).bind(session.to_string());
    let rows = readers.ask(|connection| Box::pin(query.fetch_all(connection))).await?;
    rows.iter().map(|row| rows::playback(row, session)).collect()
}

pub(super) async fn leaders(
    readers: &Connections,
    session: &SessionId,
    limit: u32,
) -> Result<Vec<(MemberId, Score)>, StoreError> {
    let query = sqlx::query_as::<_, LeaderColumns>(sql::LEADERS).bind(session.to_string()).bind(i64::from(limit));
    let rows = readers.ask(|connection| Box::pin(query.fetch_all(connection))).await?;
    rows.iter().map(|row| rows::leader(row, session)).collect()
}

pub(super) async fn scores(readers: &Connections, query: ScoresQuery) -> Result<Vec<StoredScore>, StoreError> {
    let (before, session) = rows::scores_after(&query);
    let scores = sqlx::query_as::<_, ScoreColumns>(sql::SCORES)
        .bind(query.member.to_string())
        .bind(before)
        .bind(session.to_owned())
        .bind(i64::from(query.limit));
    let rows = readers.ask(|connection| Box::pin(scores.fetch_all(connection))).await?;
    rows.iter().map(rows::score).collect()
}

pub(super) async fn user_by_token(readers: &Connections, token: &TokenHash) -> Result<Option<StoredUser>, StoreError> {
    let hash = data_encoding::HEXLOWER.encode(&token.0);
    let query = sqlx::query_as::<_, UserColumns>(sql::USER_BY_TOKEN).bind(hash);
    let row = readers.ask(|connection| Box::pin(query.fetch_optional(connection))).await?;
    row.as_ref().map(rows::user).transpose()
}

pub(super) async fn users(readers: &Connections, ids: &[MemberId]) -> Result<Vec<StoredUser>, StoreError> {
    let mut users = Vec::with_capacity(ids.len());
    for id in ids {
        let query = sqlx::query_as::<_, UserColumns>(sql::USER).bind(id.to_string());
        let row = readers.ask(|connection| Box::pin(query.fetch_optional(connection))).await?;
        users.extend(row.as_ref().map(rows::user).transpose()?);
    }
    Ok(users)
}

pub(super) async fn secret(readers: &Connections, name: &'static str) -> Result<Vec<u8>, StoreError> {
    let query = sqlx::query_scalar::<_, String>(sql::SECRET).bind(name);
    let value = readers.ask(|connection| Box::pin(query.fetch_one(connection))).await?;
    rows::secret(name, &value)
}

async fn event_rows(
    readers: &Connections,
    session: &SessionId,
    after: u64,
    limit: u32,
) -> Result<Vec<EventRow>, StoreError> {
    let query = sqlx::query_as::<_, EventRow>(sql::READ)
        .bind(session.to_string())
        .bind(rows::number(after))
        .bind(i64::from(limit));
    readers.ask(|connection| Box::pin(query.fetch_all(connection))).await
}
