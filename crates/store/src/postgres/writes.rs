//! Writes beside the log, each one statement.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use session::SessionId;

use super::connections::Connections;
use super::sql;
use crate::contract::{StoredPlayback, StoredUser, TokenHash};
use crate::error::StoreError;
use crate::rows;

/// In the order of their keys, so that two nodes never wait for each other's rows; of two of the same key the later.
pub(super) async fn save_playback(
    writers: &Connections,
    session: &SessionId,
    viewers: &[StoredPlayback],
) -> Result<(), StoreError> {
    let by_key = viewers.iter().map(|viewer| ((viewer.member.as_str(), viewer.video.as_str()), viewer));
    let viewers: BTreeMap<_, _> = by_key.collect();
    let text = |(member, video): &(&str, &str)| (member.to_string(), video.to_string());
    let (members, videos): (Vec<_>, Vec<_>) = viewers.keys().map(text).unzip();
    let saving = sqlx::query(sql::SAVE_PLAYBACK)
        .bind(session.to_string())
        .bind(members)
        .bind(videos)
        .bind(viewers.values().map(|viewer| viewer.position.us()).collect::<Vec<_>>())
        .bind(viewers.values().map(|viewer| rows::watched(&viewer.watched)).collect::<Vec<_>>())
        .bind(viewers.values().map(|viewer| viewer.updated_at.ms()).collect::<Vec<_>>())
        .bind(viewers.values().map(|viewer| viewer.begun_at.ms()).collect::<Vec<_>>());
    writers.ask(|connection| Box::pin(saving.execute(connection))).await.map(drop)
}

pub(super) async fn create_user(writers: &Connections, user: &StoredUser, token: &TokenHash) -> Result<(), StoreError> {
    let creating = sqlx::query(crate::sql::INSERT_USER)
        .bind(user.id.to_string())
        .bind(user.name.as_str().to_owned())
        .bind(HEXLOWER.encode(&token.0))
        .bind(user.created_at.ms());
    writers.ask(|connection| Box::pin(creating.execute(connection))).await.map(drop)
}

/// Keeps the proposal where there is none. Who proposes at the same moment waits for the other and then writes nothing, so
/// both read the same afterwards.
pub(super) async fn propose_secret(
    writers: &Connections,
    name: &'static str,
    proposal: &[u8],
) -> Result<(), StoreError> {
    let proposing = sqlx::query(crate::sql::PROPOSE_SECRET).bind(name).bind(HEXLOWER.encode(proposal));
    writers.ask(|connection| Box::pin(proposing.execute(connection))).await.map(drop)
}

pub(super) async fn probe(writers: &Connections) -> Result<(), StoreError> {
    writers.ask(|connection| Box::pin(sqlx::query(sql::PROBE).execute(connection))).await.map(drop)
}
