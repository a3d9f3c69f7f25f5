//! `GET /api/users/me/history`

use std::collections::BTreeSet;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use futures_util::future::join_all;
use protocol::{History, Problem};
use serde::Deserialize;
use session::{MemberId, SessionId};
use store::{Visit, VisitsQuery};
use tokio::time::timeout;
use utoipa::IntoParams;

use crate::body::Params;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::{cursor, to_wire};

const LIMIT_DEFAULT: u32 = 20;
const LIMIT_MAX: u32 = 50;
/// How many of those who were there too are named.
const OTHERS_MAX: u32 = 8;
/// How long it may take to look where one is banned.
const BANS_WITHIN: Duration = Duration::from_secs(2);

/// Which page of my history.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryParams {
    /// The `next` of the page before.
    cursor: Option<String>,
    /// 1 to 50; 20 where missing.
    limit: Option<u32>,
}

/// Returns what I have watched, how far, and with whom: from the playback collection, so it counts from the first moment
/// that a player has told of.
#[utoipa::path(get, path = "/api/users/me/history", tag = "users", security(("bearer" = [])), params(HistoryParams),
    responses(
        (status = 200, body = History),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn history(
    State(api): State<Api>,
    identity: Identity,
    Params(params): Params<HistoryParams>,
) -> Result<Json<History>, Failure> {
    let user = identity.user()?;
    let limit = params.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, LIMIT_MAX);
    let after = params.cursor.as_deref().map(cursor::read).transpose()?;
    // One more than asked for tells whether there is a next page.
    let mut visits = api.store().visits(&user.id, VisitsQuery { after, limit: limit + 1, others: OTHERS_MAX }).await?;
    let more = visits.len() > limit as usize;
    visits.truncate(limit as usize);
    let next = visits.last().filter(|_| more).map(|last| cursor::write(last.at(), &last.session.id));
    let others: BTreeSet<_> = visits.iter().flat_map(|visit| visit.others.iter().cloned()).collect();
    let others = api.store().users(&others.into_iter().collect::<Vec<_>>()).await?;
    let now = api.host().clock().now();
    let barred = barred(&api, &user.id, &visits).await;
    let visits = visits.iter().map(|visit| to_wire::visit(visit, &others, &barred, now)).collect();
    Ok(Json(History { visits, next }))
}

/// Returns those of the sessions of a page that go on, and where one is banned. What cannot be asked just now is left out: its
/// door says so too.
async fn barred(api: &Api, user: &MemberId, visits: &[Visit]) -> BTreeSet<SessionId> {
    let live = visits.iter().map(|visit| &visit.session).filter(|listed| listed.summary.ended_at.is_none());
    let looks = live.map(async |listed| {
        let (id, session) = api.session(listed.id.as_str()).ok()?;
        session.view().await.ok()?.session.is_banned(user).then_some(id)
    });
    timeout(BANS_WITHIN, join_all(looks)).await.unwrap_or_default().into_iter().flatten().collect()
}
