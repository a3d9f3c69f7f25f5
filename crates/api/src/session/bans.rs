//! `GET /api/sessions/{id}/bans`

use std::cmp::Reverse;

use axum::Json;
use axum::extract::State;
use protocol::{BanList, Problem};
use session::Permission;

use crate::body::PathId;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::to_wire;

/// How many are told at the most.
const LISTED_MAX: usize = 200;

/// Lists who may not come any more. It takes the permission to ban.
#[utoipa::path(get, path = "/api/sessions/{id}/bans", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "its id")),
    responses(
        (status = 200, body = BanList),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_bans(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<BanList>, Failure> {
    let (id, session) = api.session(&id)?;
    let member = identity.member_in(&id)?;
    let session = session.view().await?.session;
    session.may(&member, Permission::Ban, api.host().clock().now())?;
    let mut bans: Vec<_> = session.bans().collect();
    bans.sort_by_key(|(_, removal)| Reverse(removal.at));
    bans.truncate(LISTED_MAX);
    let mut told: Vec<_> = bans.iter().map(|(id, removal)| to_wire::moderation::ban(id, removal)).collect();
    // Whom an earlier evening has banned has no name here.
    let unnamed = bans.iter().filter(|(_, removal)| removal.name.is_none()).map(|(id, _)| (*id).clone());
    for user in api.store().users(&unnamed.collect::<Vec<_>>()).await? {
        for ban in told.iter_mut().filter(|ban| ban.member == user.id.as_str()) {
            ban.name = Some(user.name.to_string());
        }
    }
    Ok(Json(BanList { bans: told }))
}
