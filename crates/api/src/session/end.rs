//! `POST /api/sessions/{id}/end`

use axum::Json;
use axum::extract::State;
use host::CommandRequest;
use protocol::{Problem, SessionState};
use session::{Actor, Command};

use crate::asking;
use crate::body::PathId;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::to_wire;

/// Ends a session: its host may, and whom the session lets. From then on it is a replay.
#[utoipa::path(post, path = "/api/sessions/{id}/end", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "its id")),
    responses(
        (status = 200, body = SessionState),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn end_session(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<SessionState>, Failure> {
    let (id, session) = api.session(&id)?;
    let actor = Actor::Member(identity.member_in(&id)?);
    let end = CommandRequest { actor, id: None, based_on: None, command: Command::End };
    asking::command(&api, &id, &session, end).await?;
    let view = session.view().await?;
    Ok(Json(to_wire::session_state(&id, &view, api.host().clock().now())))
}
