//! `GET /api/sessions/{id}/playback`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::{Playback, Problem};

use crate::body::PathId;
use crate::failure::Failure;
use crate::handshake::may_look;
use crate::identity::MaybeIdentity;
use crate::state::Api;
use crate::to_wire;

/// Returns the playback collection: how far each viewer is in each video, what they have seen, and how far they are off
/// the timeline just now. Made from the players' reports.
#[utoipa::path(get, path = "/api/sessions/{id}/playback", tag = "timecode",
    params(("id" = String, Path, description = "the session's id")),
    responses(
        (status = 200, body = Playback),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn playback(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    headers: HeaderMap,
    PathId(id): PathId,
) -> Result<Json<Playback>, Failure> {
    let (id, session) = api.session(&id)?;
    may_look(&api, &id, identity.as_ref(), &headers).await?;
    let mut stored = session.playback().await?;
    stored.sort_by(|one, other| (&one.member, &one.video).cmp(&(&other.member, &other.video)));
    let view = session.view().await?;
    Ok(Json(Playback { viewers: stored.iter().map(|viewer| to_wire::viewer(viewer, &view)).collect() }))
}
