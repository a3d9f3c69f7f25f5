//! `POST /api/sessions/{id}/predictions`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use protocol::{OpenPrediction, Prediction, Problem};

use super::ask::ask;
use crate::body::{Body, PathId};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::to_domain;

/// Asks the others what will happen. It takes picks until it is locked: after a time, at a position of the video, or by
/// hand.
#[utoipa::path(post, path = "/api/sessions/{id}/predictions", tag = "prediction", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")), request_body = OpenPrediction,
    responses(
        (status = 201, body = Prediction),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn open_prediction(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
    Body(body): Body<OpenPrediction>,
) -> Result<(StatusCode, Json<Prediction>), Failure> {
    let command = to_domain::prediction::open(&body)?;
    let opened = ask(&api, &identity, &id, body.id.as_deref(), (None, command)).await?;
    Ok((StatusCode::CREATED, Json(opened)))
}
