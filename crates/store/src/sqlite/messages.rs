//! The messages: changed inside an append's transaction, looked up, and made anew.

use session::SessionId;
use sqlx::{SqliteConnection, SqlitePool};
use timeline::Timestamp;

use super::fault::fault;
use super::reads;
use crate::contract::{MessagesQuery, StoredMessage, StoredReport};
use crate::error::StoreError;
use crate::messages::{Changes, MessageColumns, Parts, REACTING_NAMED_MAX, Rebuilt, messages};
use crate::rows;
use crate::sql::{CLEAR_MESSAGES, CLEAR_REACTIONS, REPORT, REPORTS};
use crate::verify::VERIFY_PAGE;

/// Takes the session and rows as JSON.
const SAY: &str = "INSERT INTO messages (session_id, seq, at, member_id, text, search, reply_to, mentions, video_id, media_us, \
    edited_at, deleted_at, deleted_by, rev) SELECT $1, value ->> 'seq', value ->> 'at', value ->> 'member_id', \
    value ->> 'text', value ->> 'search', value ->> 'reply_to', value ->> 'mentions', value ->> 'video_id', \
    value ->> 'media_us', value ->> 'edited_at', value ->> 'deleted_at', value ->> 'deleted_by', value ->> 'rev' \
    FROM json_each($2)";

/// Who takes a reaction back and reacts again does so then.
const REACT: &str = "INSERT INTO message_reactions (session_id, message, emoji, member_id, seq) SELECT $1, value ->> 'message', \
    value ->> 'emoji', value ->> 'member_id', value ->> 'seq' FROM json_each($2) WHERE true \
    ON CONFLICT DO UPDATE SET seq = excluded.seq";

const REDACT: &str =
    "UPDATE events SET payload = '', salt = '' WHERE session_id = $1 AND seq IN (SELECT value FROM json_each($2))";

/// This and what follows takes one row: of several, SQLite would look for each in all messages of the session.
const EDIT: &str = "UPDATE messages SET text = $2 ->> 'text', search = $2 ->> 'search', mentions = $2 ->> 'mentions', \
    edited_at = $2 ->> 'edited_at', rev = $2 ->> 'rev' WHERE session_id = $1 AND seq = $2 ->> 'seq'";

const DELETE: [&str; 3] = [
    "UPDATE messages SET text = NULL, search = '', reply_to = NULL, mentions = '', video_id = NULL, media_us = NULL, \
     edited_at = NULL, deleted_at = $2 ->> 'deleted_at', deleted_by = $2 ->> 'deleted_by', rev = $2 ->> 'rev' \
     WHERE session_id = $1 AND seq = $2 ->> 'seq'",
    "DELETE FROM message_reactions WHERE session_id = $1 AND message = $2 ->> 'seq'",
    "DELETE FROM message_reports WHERE session_id = $1 AND message = $2 ->> 'seq'",
];

const UNREACT: &str = "DELETE FROM message_reactions WHERE session_id = $1 AND message = $2 ->> 'message' \
    AND emoji = $2 ->> 'emoji' AND member_id = $2 ->> 'member_id'";

const TOUCH: &str = "UPDATE messages SET rev = max(rev, $2 ->> 'seq') WHERE session_id = $1 AND seq = $2 ->> 'message'";

const PAGE: &str = "SELECT seq, at, member_id, text, reply_to, mentions, video_id, media_us, edited_at, deleted_at, \
    deleted_by, rev FROM messages WHERE session_id = $1 AND seq < $2 AND ($3 = '' OR instr(search, $3) > 0) \
    ORDER BY seq DESC LIMIT $4";

const REACTIONS: &str = "SELECT message, emoji, member_id, total FROM (SELECT message, emoji, member_id, seq, \
    row_number() OVER (PARTITION BY message, emoji ORDER BY seq) AS place, \
    count(*) OVER (PARTITION BY message, emoji) AS total FROM message_reactions \
    WHERE session_id = $1 AND message IN (SELECT value FROM json_each($2))) WHERE place <= $3 ORDER BY message, seq";

#[cfg(test)]
pub(super) const CHANGES: [&[&str]; 2] = [&[SAY, REACT, REDACT, EDIT, UNREACT, TOUCH], &DELETE];
#[cfg(test)]
pub(super) const LOOKUPS: &[&str] = &[PAGE, REACTIONS];

/// Inside the writer's transaction.
pub(super) async fn change(
    connection: &mut SqliteConnection,
    session: &SessionId,
    changes: &Changes,
) -> Result<(), StoreError> {
    let Parts { said, on, redacted, edited, deleted, touched, off } = changes.parts();
    let one_each = |statement: &'static str, rows: &[String]| -> Vec<(&'static str, String)> {
        rows.iter().map(|row| (statement, row.clone())).collect()
    };
    let many = [(SAY, said), (REACT, on), (REDACT, redacted)];
    let many = many.into_iter().filter_map(|(statement, rows)| Some((statement, rows?)));
    let deleted = DELETE.iter().flat_map(|statement| one_each(statement, &deleted));
    let others = [(EDIT, &edited), (UNREACT, &off), (TOUCH, &touched)];
    let others = others.into_iter().flat_map(|(statement, rows)| one_each(statement, rows));
    for (statement, rows) in many.chain(others).chain(deleted) {
        let query = sqlx::query(statement).bind(session.as_str()).bind(rows);
        query.execute(&mut *connection).await.map_err(fault)?;
    }
    Ok(())
}

/// Inside the writer's transaction, so that nothing is appended meanwhile.
pub(super) async fn rebuild(connection: &mut SqliteConnection, session: &SessionId) -> Result<u64, StoreError> {
    let mut rebuilt = Rebuilt::default();
    let mut after = 0;
    loop {
        let page = reads::event_rows(&mut *connection, session, after, VERIFY_PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.seq();
        for row in page {
            rebuilt.take(&row.entry(session)?.entry);
        }
    }
    for statement in [CLEAR_MESSAGES, CLEAR_REACTIONS] {
        sqlx::query(statement).bind(session.as_str()).execute(&mut *connection).await.map_err(fault)?;
    }
    let count = rebuilt.count();
    let parts: Vec<_> = rebuilt.changes().collect();
    for changes in parts {
        change(connection, session, &changes).await?;
    }
    Ok(count)
}

pub(super) async fn report(
    connection: &mut SqliteConnection,
    session: &SessionId,
    report: &StoredReport,
) -> Result<(), StoreError> {
    let query = sqlx::query(REPORT).bind(session.as_str()).bind(rows::number(report.message));
    let query = query.bind(report.by.as_str()).bind(report.at.ms());
    query.execute(connection).await.map(drop).map_err(fault)
}

pub(super) async fn page(pool: &SqlitePool, query: MessagesQuery) -> Result<Vec<StoredMessage>, StoreError> {
    let session = &query.session;
    let rows: Vec<MessageColumns> = sqlx::query_as(PAGE)
        .bind(session.as_str())
        .bind(query.before.map_or(i64::MAX, rows::number))
        .bind(query.contains.as_deref().map(collation::folded).unwrap_or_default())
        .bind(query.limit)
        .fetch_all(pool)
        .await
        .map_err(fault)?;
    let ids: Vec<_> = rows.iter().map(|row| row.0.to_string()).collect();
    let reactions = sqlx::query_as(REACTIONS)
        .bind(session.as_str())
        .bind(format!("[{}]", ids.join(",")))
        .bind(REACTING_NAMED_MAX)
        .fetch_all(pool)
        .await
        .map_err(fault)?;
    messages(session, rows, &reactions)
}

pub(super) async fn reports(
    pool: &SqlitePool,
    session: &SessionId,
    limit: u32,
) -> Result<Vec<StoredReport>, StoreError> {
    let rows: Vec<(i64, String, i64)> =
        sqlx::query_as(REPORTS).bind(session.as_str()).bind(limit).fetch_all(pool).await.map_err(fault)?;
    Ok(rows.iter().filter_map(stored_report).collect())
}

fn stored_report((message, by, at): &(i64, String, i64)) -> Option<StoredReport> {
    let by = session::MemberId::parse(by).ok()?;
    Some(StoredReport { message: message.unsigned_abs(), by, at: Timestamp::from_ms(*at) })
}
