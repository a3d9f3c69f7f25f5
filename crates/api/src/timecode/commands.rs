//! `POST /api/sessions/{id}/commands`

use axum::Json;
use axum::extract::State;
use protocol::{CommandDone, CommandRequest, Problem};
use serde_json::Value;

use crate::asking;
use crate::body::{Body, PathId};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;

/// Does any command without a live socket. A repeat with the same id gets the first outcome.
#[utoipa::path(post, path = "/api/sessions/{id}/commands", tag = "timecode", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")), request_body = CommandRequest,
    responses(
        (status = 200, body = CommandDone),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn post_command(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
    Body(body): Body<Value>,
) -> Result<Json<CommandDone>, Failure> {
    let request = CommandRequest::from_body(body).map_err(|error| Failure::new(error.code, error.message))?;
    asking::ask(&api, &identity, &id, request).await
}
