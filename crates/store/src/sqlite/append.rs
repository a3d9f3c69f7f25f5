//! One append, inside the writer's transaction.

use data_encoding::HEXLOWER;
use rand::RngExt as _;
use session::{LogPosition, MemberId, VideoKind, Visibility};
use sqlx::SqliteConnection;
use timeline::{Timecode, Timestamp};

use super::{reads, rows, sql};
use crate::chain;
use crate::contract::{Append, AppendOutcome, StoredEntry};
use crate::error::StoreError;
use crate::record::Payload;

/// Appends, or finds that it must not. The transaction holds the write lock, so what is read here stays true.
pub(super) async fn append(connection: &mut SqliteConnection, append: &Append) -> Result<AppendOutcome, StoreError> {
    if let Some(seq) = repeated(connection, append).await? {
        return Ok(AppendOutcome::Repeated { seq });
    }
    let head = sqlx::query(sql::HEAD).bind(append.session.as_str()).fetch_optional(&mut *connection).await;
    let head = head.map_err(StoreError::from_database)?;
    let head = head.map(|row| rows::position(&row, &append.session)).transpose()?;
    if head.unwrap_or_default() != append.after {
        return Ok(AppendOutcome::Conflict);
    }
    let links = links(append);
    let position = links.last().map_or(append.after, |link| link.stored.position);
    let statement = if head.is_none() { sql::INSERT_SESSION } else { sql::UPDATE_SESSION };
    write_session(connection, statement, append, position).await.map_err(StoreError::from_database)?;
    for (index, link) in links.iter().enumerate() {
        let carries_command = index == 0;
        write_event(connection, append, link, carries_command).await.map_err(StoreError::from_database)?;
    }
    Ok(AppendOutcome::Appended(links.into_iter().map(|link| link.stored).collect()))
}

async fn repeated(connection: &mut SqliteConnection, append: &Append) -> Result<Option<u64>, StoreError> {
    let Some((by, id)) = &append.command else { return Ok(None) };
    reads::command(connection, &append.session, by, id).await
}

/// An entry with all that its row needs.
struct Link {
    stored: StoredEntry,
    payload: String,
    salt: [u8; 16],
    payload_hash: [u8; 32],
}

fn links(append: &Append) -> Vec<Link> {
    let mut before = append.after.hash;
    let mut links = Vec::with_capacity(append.entries.len());
    for entry in &append.entries {
        let payload = Payload::new(&entry.event, entry.screen.as_ref()).to_json();
        let salt: [u8; 16] = rand::rng().random();
        let member = entry.by.as_ref().map_or("", MemberId::as_str);
        let payload_hash = chain::payload_hash(&salt, member, &payload);
        let hash = chain::next(before, entry.seq, entry.at, &payload_hash);
        let position = LogPosition { seq: entry.seq, hash };
        links.push(Link { stored: StoredEntry { entry: entry.clone(), position }, payload, salt, payload_hash });
        before = hash;
    }
    links
}

async fn write_session(
    connection: &mut SqliteConnection,
    statement: &'static str,
    append: &Append,
    head: LogPosition,
) -> Result<(), sqlx::Error> {
    let summary = &append.summary;
    sqlx::query(statement)
        .bind(append.session.as_str())
        .bind(rows::number(head.seq))
        .bind(head.hash.to_string())
        .bind(append.wake_at.map(Timestamp::ms))
        .bind(if summary.ended_at.is_some() { "ended" } else { "live" })
        .bind(match summary.visibility {
            Visibility::Public => "public",
            Visibility::Unlisted => "unlisted",
        })
        .bind(summary.title.as_str())
        .bind(summary.host.as_str())
        .bind(summary.video.id.as_str())
        .bind(&*summary.video.url)
        .bind(match summary.video.kind {
            VideoKind::File => "file",
            VideoKind::Hls => "hls",
        })
        .bind(summary.length.map(Timecode::us))
        .bind(summary.created_at.ms())
        .bind(summary.ended_at.map(Timestamp::ms))
        .bind(i64::from(summary.members))
        .bind(i64::from(summary.present))
        .bind(i64::from(summary.peak))
        .execute(connection)
        .await
        .map(drop)
}

async fn write_event(
    connection: &mut SqliteConnection,
    append: &Append,
    link: &Link,
    carries_command: bool,
) -> Result<(), sqlx::Error> {
    let StoredEntry { entry, position } = &link.stored;
    let command = append.command.as_ref().filter(|_| carries_command);
    sqlx::query(sql::INSERT_EVENT)
        .bind(append.session.as_str())
        .bind(rows::number(entry.seq))
        .bind(entry.at.ms())
        .bind(entry.by.as_ref().map(MemberId::as_str))
        .bind(command.map(|(_, id)| id.as_str()))
        .bind(&*link.payload)
        .bind(HEXLOWER.encode(&link.salt))
        .bind(HEXLOWER.encode(&link.payload_hash))
        .bind(position.hash.to_string())
        .execute(connection)
        .await
        .map(drop)
}
