//! `POST /api/sessions/{id}/predictions/{prediction}/pick`

use axum::Json;
use axum::extract::State;
use protocol::{PickOutcome, Prediction, Problem};

use super::ask::ask;
use super::path::PredictionPath;
use crate::body::Body;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::to_domain;

/// Picks an outcome, with points staked on it or without. Until the prediction is locked the pick may be changed and its
/// stake raised.
#[utoipa::path(post, path = "/api/sessions/{id}/predictions/{prediction}/pick", tag = "prediction",
    security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "the session's id"),
        ("prediction" = String, Path, description = "the prediction's id"),
    ),
    request_body = PickOutcome,
    responses(
        (status = 200, body = Prediction),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn pick_outcome(
    State(api): State<Api>,
    identity: Identity,
    PredictionPath(session, prediction): PredictionPath,
    Body(body): Body<PickOutcome>,
) -> Result<Json<Prediction>, Failure> {
    let command = to_domain::prediction::pick(prediction, &body)?;
    ask(&api, &identity, &session, body.id.as_deref(), (Some(prediction), command)).await.map(Json)
}
