//! `POST /api/sessions/{id}/messages/commands`

use axum::Json;
use axum::extract::State;
use protocol::{CommandDone, CommandRequest, Problem};
use serde_json::Value;

use crate::asking;
use crate::body::{Body, PathId};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::options::Service;
use crate::state::Api;

/// Does a command of the chat: `say`, `edit_message`, `delete_message`, `react_to_message`, `react`, `set_chat_rules`.
#[utoipa::path(post, path = "/api/sessions/{id}/messages/commands", tag = "message", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")), request_body = CommandRequest,
    responses(
        (status = 200, body = CommandDone),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn post_message_command(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
    Body(body): Body<Value>,
) -> Result<Json<CommandDone>, Failure> {
    let request = CommandRequest::from_body(body).map_err(|error| Failure::new(error.code, error.message))?;
    asking::only_of(Service::Message, &request.command)?;
    asking::ask(&api, &identity, &id, request).await
}
