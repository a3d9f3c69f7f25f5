//! `POST /api/sessions/{id}/messages`

use axum::Json;
use axum::extract::State;
use protocol::{Command, CommandDone, CommandRequest, Problem, SayRequest};

use crate::asking;
use crate::body::{Body, PathId};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;

/// Says something. The answer's number is the message's; a repeat with the same id gets the first one.
#[utoipa::path(post, path = "/api/sessions/{id}/messages", tag = "message", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")), request_body = SayRequest,
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
pub(crate) async fn say(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
    Body(body): Body<SayRequest>,
) -> Result<Json<CommandDone>, Failure> {
    let SayRequest { id: command_id, text, reply_to, mentions, media_time } = body;
    let command = Command::Say { text, reply_to, mentions, media_time };
    asking::ask(&api, &identity, &id, CommandRequest { id: command_id, based_on: None, command }).await
}
