//! `GET /api/users/me/companions`

use axum::Json;
use axum::extract::State;
use protocol::{Companions, Problem};

use crate::failure::Failure;
use crate::handshake::person;
use crate::identity::Identity;
use crate::state::Api;

/// How many are told.
const COMPANIONS_MAX: u32 = 20;

/// Returns whom I have watched with, the last time first: at most 20.
#[utoipa::path(get, path = "/api/users/me/companions", tag = "users", security(("bearer" = [])), responses(
    (status = 200, body = Companions),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn companions(State(api): State<Api>, identity: Identity) -> Result<Json<Companions>, Failure> {
    let me = identity.user()?;
    let mut people = Vec::new();
    for (id, _) in api.store().companions(&me.id, COMPANIONS_MAX).await? {
        if let Some(user) = api.handshakes()?.user(&id).await? {
            people.push(person(&user.id, &user.name));
        }
    }
    Ok(Json(Companions { people }))
}
