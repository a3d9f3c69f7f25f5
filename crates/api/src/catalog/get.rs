//! `GET /api/videos/{id}`

use axum::Json;
use axum::extract::State;
use protocol::{CatalogVideo, Problem};

use super::to_wire;
use crate::body::PathId;
use crate::failure::Failure;
use crate::state::Api;
use crate::video;

/// Returns a video that this server knows of, listed or not: who has the id has seen the address.
#[utoipa::path(get, path = "/api/videos/{id}", tag = "catalog",
    params(("id" = String, Path, description = "its id")),
    responses(
        (status = 200, body = CatalogVideo),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn get_video(State(api): State<Api>, PathId(id): PathId) -> Result<Json<CatalogVideo>, Failure> {
    let found = video::known(&api, &id).await?;
    found.map(|found| Json(to_wire::video(found))).ok_or_else(|| video::not_found(&id))
}
