//! Which nodes live, and whom each sees: in tables that are not written ahead, by this server's clock.

use std::collections::BTreeMap;

use session::SessionId;

use super::connections::Connections;
use super::sql;
use crate::error::StoreError;
use crate::presence::{self, NodeId, Roll, Rolls};
use crate::rows;

/// A roll, or nothing beside this node's own lease.
type FoundColumns = (Option<String>, Option<String>, Option<String>);

pub(super) async fn enlist(writers: &Connections, node: &NodeId, for_ms: u32) -> Result<Vec<NodeId>, StoreError> {
    let enlisting = sqlx::query_scalar::<_, String>(sql::ENLIST).bind(node.to_string()).bind(i64::from(for_ms));
    let others = writers.ask(|connection| Box::pin(enlisting.fetch_all(connection))).await?;
    Ok(others.iter().map(|id| NodeId::named(id)).collect())
}

pub(super) async fn renew(
    writers: &Connections,
    node: &NodeId,
    for_ms: u32,
) -> Result<Option<Vec<NodeId>>, StoreError> {
    let renewing = sqlx::query_scalar::<_, String>(sql::RENEW).bind(node.to_string()).bind(i64::from(for_ms));
    let mut living = writers.ask(|connection| Box::pin(renewing.fetch_all(connection))).await?;
    let own = living.iter().position(|id| id == node.as_str());
    Ok(own.map(|own| {
        living.remove(own);
        living.iter().map(|id| NodeId::named(id)).collect()
    }))
}

pub(super) async fn clock_us(readers: &Connections) -> Result<i64, StoreError> {
    let query = sqlx::query_scalar::<_, i64>(sql::CLOCK);
    readers.ask(|connection| Box::pin(query.fetch_one(connection))).await
}

pub(super) async fn retire(writers: &Connections, node: &NodeId) -> Result<(), StoreError> {
    let retiring = sqlx::query(sql::RETIRE).bind(node.to_string());
    writers.ask(|connection| Box::pin(retiring.execute(connection))).await.map(drop)
}

/// Of two rolls of one session the later counts.
pub(super) async fn announce(writers: &Connections, node: &NodeId, rolls: &[Roll]) -> Result<(), StoreError> {
    let members = |roll: &Roll| (!roll.members.is_empty()).then(|| presence::write(&roll.members));
    let rolls: BTreeMap<_, _> = rolls.iter().map(|roll| (roll.session.to_string(), members(roll))).collect();
    let (sessions, members): (Vec<_>, Vec<_>) = rolls.into_iter().unzip();
    let announcing = sqlx::query(sql::ANNOUNCE).bind(node.to_string()).bind(sessions).bind(members);
    writers.ask(|connection| Box::pin(announcing.execute(connection))).await.map(drop)
}

pub(super) async fn rolls(
    readers: &Connections,
    node: &NodeId,
    sessions: &[SessionId],
) -> Result<Option<Rolls>, StoreError> {
    let sessions: Vec<_> = sessions.iter().map(SessionId::to_string).collect();
    let query = sqlx::query_as::<_, FoundColumns>(sql::ROLLS).bind(node.to_string()).bind(sessions);
    let rows = readers.ask(|connection| Box::pin(query.fetch_all(connection))).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let rolls = rows.into_iter().filter_map(|(session, node, members)| Some((session?, node?, members?)));
    rolls.map(presence::roll).collect::<Result<_, _>>().map(Some)
}

pub(super) async fn unattended(
    readers: &Connections,
    after: Option<&SessionId>,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    let after = after.map_or_else(String::new, SessionId::to_string);
    let query = sqlx::query_scalar::<_, String>(sql::UNATTENDED).bind(after).bind(i64::from(limit));
    let ids = readers.ask(|connection| Box::pin(query.fetch_all(connection))).await?;
    Ok(rows::session_ids(&ids))
}
