//! `GET /api/sessions/{id}/export`

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use protocol::Problem;

use super::package;
use crate::body::PathId;
use crate::failure::Failure;
use crate::handshake::may_look;
use crate::identity::MaybeIdentity;
use crate::state::Api;

/// Returns a session as a file that this server and others can take in again: one line for what it is, one for each event
/// and each note, and a last one with a checksum (`docs/replay.md`).
#[utoipa::path(get, path = "/api/sessions/{id}/export", tag = "session",
    params(("id" = String, Path, description = "its id")),
    responses(
        (status = 200, content_type = "application/x-ndjson", body = String, description = "a line of JSON each"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn export_session(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    headers: HeaderMap,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    let (id, _) = api.session(&id)?;
    may_look(&api, &id, identity.as_ref(), &headers).await?;
    let head = api.store().head(&id).await?.ok_or_else(Failure::session_not_found)?;
    // An id has only letters, digits, `-` and `_`.
    let name = format!("attachment; filename=\"sameframe-{id}.ndjson\"");
    let lines = package::export(api.store_handle(), id, head, api.host().clock().now());
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson".to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}
