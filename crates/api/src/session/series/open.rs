//! `POST /api/series/{id}/evenings`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::{Problem, Series};

use super::evening::{Found, not_found};
use super::to_wire;
use crate::body::PathId;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;

/// Opens the next evening, and returns the series with it as `current`: from an hour before its time anybody may who has the
/// link, and at any time who looks after the series. Where an evening goes on, it is that one.
#[utoipa::path(post, path = "/api/series/{id}/evenings", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the series' id")),
    responses(
        (status = 200, body = Series),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn open_evening(
    State(api): State<Api>,
    identity: Identity,
    headers: HeaderMap,
    PathId(id): PathId,
) -> Result<Json<Series>, Failure> {
    let me = identity.user()?;
    api.limits().command(&me.id)?;
    let found = Found::by_id(&api, &id, Some(&identity)).await?;
    let series = found.series.clone();
    found.open(&api, &identity).await?;
    let found = Found::of(&api, series).await?.ok_or_else(not_found)?;
    Ok(Json(to_wire::series(&api, &headers, &found, Some(&identity)).await?))
}
