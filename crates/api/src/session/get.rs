//! `GET /api/sessions/{id}`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::{Problem, SessionState};

use crate::body::PathId;
use crate::failure::Failure;
use crate::handshake::may_look;
use crate::identity::MaybeIdentity;
use crate::state::Api;
use crate::to_wire;

/// Returns a session with its latest state. Who has the link may look, where the
/// door is open; else who has been let in, was invited, or sends what an invite link says in `Sameframe-Link`.
#[utoipa::path(get, path = "/api/sessions/{id}", tag = "session", params(("id" = String, Path, description = "its id")),
    responses(
        (status = 200, body = SessionState),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn get_session(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    headers: HeaderMap,
    PathId(id): PathId,
) -> Result<Json<SessionState>, Failure> {
    let (id, session) = api.session(&id)?;
    may_look(&api, &id, identity.as_ref(), &headers).await?;
    let view = session.view().await?;
    Ok(Json(to_wire::session_state(&id, &view, api.host().clock().now())))
}
