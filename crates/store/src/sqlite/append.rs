//! One append, inside the writer's transaction.

use data_encoding::HEXLOWER;
use session::{MemberId, Score};
use sqlx::SqliteConnection;

use super::fault::fault;
use super::{messages, reads, sql};
use crate::contract::{Append, AppendOutcome, StoredEntry};
use crate::error::StoreError;
use crate::links::{Link, links};
use crate::messages::Changes;
use crate::rows::{self, SessionColumns};

/// Appends, or finds that it must not. The transaction holds the write lock, so what is read here stays true.
pub(super) async fn append(connection: &mut SqliteConnection, append: &Append) -> Result<AppendOutcome, StoreError> {
    if let Some(seq) = repeated(connection, append).await? {
        return Ok(AppendOutcome::Repeated { seq });
    }
    let head = reads::head(&mut *connection, &append.session).await?;
    if head.unwrap_or_default() != append.after {
        return Ok(AppendOutcome::Conflict);
    }
    let links = links(append);
    let position = links.last().map_or(append.after, |link| link.stored.position);
    let statement = if head.is_none() { sql::INSERT_SESSION } else { sql::UPDATE_SESSION };
    write_session(connection, statement, SessionColumns::new(append, position)).await.map_err(fault)?;
    for (index, link) in links.iter().enumerate() {
        let carries_command = index == 0;
        write_event(connection, append, link, carries_command).await.map_err(fault)?;
    }
    for (member, score) in &append.scores {
        write_score(connection, append, member, *score).await.map_err(fault)?;
    }
    if let Some(changes) = Changes::of_append(&append.entries) {
        messages::change(connection, &append.session, &changes).await?;
    }
    Ok(AppendOutcome::Appended(links.into_iter().map(|link| link.stored).collect()))
}

async fn repeated(connection: &mut SqliteConnection, append: &Append) -> Result<Option<u64>, StoreError> {
    let Some((by, id)) = &append.command else { return Ok(None) };
    reads::command(connection, &append.session, by, id).await
}

async fn write_session(
    connection: &mut SqliteConnection,
    statement: &'static str,
    row: SessionColumns<'_>,
) -> Result<(), sqlx::Error> {
    sqlx::query(statement)
        .bind(row.id)
        .bind(row.head_seq)
        .bind(row.head_hash)
        .bind(row.wake_at)
        .bind(row.state)
        .bind(row.visibility)
        .bind(row.title)
        .bind(row.host)
        .bind(row.video_id)
        .bind(row.video_url)
        .bind(row.video_kind)
        .bind(row.length_us)
        .bind(row.created_at)
        .bind(row.ended_at)
        .bind(row.members)
        .bind(row.present)
        .bind(row.peak)
        .bind(row.starts_at)
        .bind(row.sought)
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

async fn write_score(
    connection: &mut SqliteConnection,
    append: &Append,
    member: &MemberId,
    score: Score,
) -> Result<(), sqlx::Error> {
    let at = append.entries.last().map_or(0, |entry| entry.at.ms());
    sqlx::query(sql::SAVE_SCORE)
        .bind(append.session.as_str())
        .bind(member.as_str())
        .bind(rows::number(score.points()))
        .bind(rows::number(score.won))
        .bind(rows::number(score.lost))
        .bind(i64::from(score.right))
        .bind(i64::from(score.wrong))
        .bind(at)
        .execute(connection)
        .await
        .map(drop)
}
