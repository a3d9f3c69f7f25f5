//! One append: one statement.
//!
//! It is a transaction of its own, at the default isolation, read committed. That is enough:
//!
//! * Two appends after the same head meet at the session's row. The second waits for the first, looks at the row anew, finds
//!   another head and writes nothing. Two that create a session meet at the row's key in the same way.
//! * The command's id is looked up as of the statement's beginning. What was appended since has moved the head, so then the
//!   statement writes nothing anyway, and the id is looked up again before the answer.
//! * Where all that were wrong, the unique keys of the log still hold: (session, seq) and (session, member, command).
//!
//! So there is nothing that a stricter isolation would refuse, and no failure of serialisation to try again.

use data_encoding::HEXLOWER;
use session::{LogPosition, MemberId};
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{Error, Postgres};

use super::connections::Connections;
use super::fault::fault;
use super::{reads, sql};
use crate::contract::{Append, AppendOutcome};
use crate::error::StoreError;
use crate::links::{Link, links};
use crate::messages::Changes;
use crate::rows::{self, SessionColumns};

/// The unique keys that a lost race runs into.
const KEYS: [&str; 2] = ["events_pkey", "events_command"];

type Turn<'q> = Query<'q, Postgres, PgArguments>;

/// Appends, or finds that it must not.
pub(super) async fn append(writers: &Connections, append: &Append) -> Result<AppendOutcome, StoreError> {
    let links = links(append);
    let head = links.last().map_or(append.after, |link| link.stored.position);
    let changes = Changes::of_append(&append.entries);
    let columns = EventColumns::new(append, &links, changes.as_ref());
    let row = SessionColumns::new(append, head);
    let scores = ScoreColumns::new(append);
    let begins = append.after == LogPosition::default();
    let changes = changes.map(|changes| changes.to_json());
    let statement = match &changes {
        _ if begins => sql::BEGIN_LOG,
        None => sql::EXTEND_LOG,
        Some(_) => sql::EXTEND_LOG_AND_MESSAGES,
    };
    let written = writers.try_ask(|connection| {
        let turn = session(sqlx::query(statement), row)
            .bind(columns.seq)
            .bind(columns.at)
            .bind(columns.member)
            .bind(columns.command)
            .bind(columns.payload)
            .bind(columns.salt)
            .bind(columns.payload_hash)
            .bind(columns.hash);
        let turn = if begins {
            turn
        } else {
            turn.bind(rows::number(append.after.seq))
                .bind(append.after.hash.to_string())
                .bind(append.command.as_ref().map(|(by, _)| by.to_string()))
                .bind(append.command.as_ref().map(|(_, id)| id.to_string()))
                .bind(scores.member)
                .bind(scores.points)
                .bind(scores.won)
                .bind(scores.lost)
                .bind(scores.right)
                .bind(scores.wrong)
                .bind(append.entries.last().map_or(0, |entry| entry.at.ms()))
        };
        let turn = match changes.filter(|_| !begins) {
            Some(changes) => turn.bind(changes),
            None => turn,
        };
        Box::pin(turn.execute(connection))
    });
    match written.await {
        Ok(done) if done.rows_affected() > 0 => {
            Ok(AppendOutcome::Appended(links.into_iter().map(|link| link.stored).collect()))
        }
        Ok(_) => lost(writers, append).await,
        Err(error) if is_lost_race(&error) => lost(writers, append).await,
        Err(error) => Err(fault(error)),
    }
}

/// Binds the session's row.
fn session<'q>(turn: Turn<'q>, row: SessionColumns<'_>) -> Turn<'q> {
    turn.bind(row.id.to_owned())
        .bind(row.head_seq)
        .bind(row.head_hash)
        .bind(row.wake_at)
        .bind(row.state)
        .bind(row.visibility)
        .bind(row.title.to_owned())
        .bind(row.host.to_owned())
        .bind(row.video_id.to_owned())
        .bind(row.video_url.to_owned())
        .bind(row.video_kind)
        .bind(row.length_us)
        .bind(row.created_at)
        .bind(row.ended_at)
        .bind(row.members)
        .bind(row.present)
        .bind(row.peak)
        .bind(row.starts_at)
        .bind(row.sought.clone())
}

/// Says why nothing was written.
async fn lost(writers: &Connections, append: &Append) -> Result<AppendOutcome, StoreError> {
    let Some((by, id)) = &append.command else { return Ok(AppendOutcome::Conflict) };
    let before = reads::command(writers, &append.session, by, id).await?;
    Ok(before.map_or(AppendOutcome::Conflict, |seq| AppendOutcome::Repeated { seq }))
}

fn is_lost_race(error: &Error) -> bool {
    let key =
        error.as_database_error().filter(|error| error.is_unique_violation()).and_then(|error| error.constraint());
    key.is_some_and(|key| KEYS.contains(&key))
}

/// The entries' rows, column by column.
struct EventColumns {
    seq: Vec<i64>,
    at: Vec<i64>,
    member: Vec<Option<String>>,
    command: Vec<Option<String>>,
    payload: Vec<String>,
    salt: Vec<String>,
    payload_hash: Vec<String>,
    hash: Vec<String>,
}

impl EventColumns {
    /// What is taken back in the same append never gets there: the statement that writes it cannot see it yet.
    fn new(append: &Append, links: &[Link], changes: Option<&Changes>) -> Self {
        let entries = || links.iter().map(|link| &link.stored.entry);
        let stays = |link: &Link| !changes.is_some_and(|changes| changes.takes_back(link.stored.entry.seq));
        let content = |link: &Link, text: String| if stays(link) { text } else { String::new() };
        // The first entry carries the command.
        let command = append.command.as_ref().map(|(_, id)| id.to_string());
        let others = links.iter().skip(1).map(|_| None);
        Self {
            seq: entries().map(|entry| rows::number(entry.seq)).collect(),
            at: entries().map(|entry| entry.at.ms()).collect(),
            member: entries().map(|entry| entry.by.as_ref().map(MemberId::to_string)).collect(),
            command: std::iter::once(command).chain(others).collect(),
            payload: links.iter().map(|link| content(link, link.payload.clone())).collect(),
            salt: links.iter().map(|link| content(link, HEXLOWER.encode(&link.salt))).collect(),
            payload_hash: links.iter().map(|link| HEXLOWER.encode(&link.payload_hash)).collect(),
            hash: links.iter().map(|link| link.stored.position.hash.to_string()).collect(),
        }
    }
}

/// The rows of the scores, column by column.
struct ScoreColumns {
    member: Vec<String>,
    points: Vec<i64>,
    won: Vec<i64>,
    lost: Vec<i64>,
    right: Vec<i64>,
    wrong: Vec<i64>,
}

impl ScoreColumns {
    fn new(append: &Append) -> Self {
        let scores = || append.scores.iter().map(|(_, score)| score);
        Self {
            member: append.scores.iter().map(|(member, _)| member.to_string()).collect(),
            points: scores().map(|score| rows::number(score.points())).collect(),
            won: scores().map(|score| rows::number(score.won)).collect(),
            lost: scores().map(|score| rows::number(score.lost)).collect(),
            right: scores().map(|score| i64::from(score.right)).collect(),
            wrong: scores().map(|score| i64::from(score.wrong)).collect(),
        }
    }
}
