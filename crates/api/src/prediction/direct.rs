//! `POST /api/sessions/{id}/predictions/{prediction}/lock`, `…/resolve` and `…/cancel`: for who opened it, and the host.

use axum::Json;
use axum::extract::State;
use protocol::{DirectPrediction, Prediction, Problem, ResolvePrediction};
use session::PredictionCommand;

use super::ask::ask;
use super::path::PredictionPath;
use crate::body::{Body, OptionalBody};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::to_domain;

/// Lets nobody pick any more.
#[utoipa::path(post, path = "/api/sessions/{id}/predictions/{prediction}/lock", tag = "prediction",
    security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "the session's id"),
        ("prediction" = String, Path, description = "the prediction's id"),
    ),
    request_body = DirectPrediction,
    responses(
        (status = 200, body = Prediction),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn lock_prediction(
    State(api): State<Api>,
    identity: Identity,
    PredictionPath(session, prediction): PredictionPath,
    OptionalBody(body): OptionalBody<DirectPrediction>,
) -> Result<Json<Prediction>, Failure> {
    let command = PredictionCommand::Lock { prediction };
    ask(&api, &identity, &session, body.id.as_deref(), (Some(prediction), command)).await.map(Json)
}

/// Says which outcome it was, and pays out. What is still open is locked first.
#[utoipa::path(post, path = "/api/sessions/{id}/predictions/{prediction}/resolve", tag = "prediction",
    security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "the session's id"),
        ("prediction" = String, Path, description = "the prediction's id"),
    ),
    request_body = ResolvePrediction,
    responses(
        (status = 200, body = Prediction),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn resolve_prediction(
    State(api): State<Api>,
    identity: Identity,
    PredictionPath(session, prediction): PredictionPath,
    Body(body): Body<ResolvePrediction>,
) -> Result<Json<Prediction>, Failure> {
    let command = to_domain::prediction::resolve(prediction, &body)?;
    ask(&api, &identity, &session, body.id.as_deref(), (Some(prediction), command)).await.map(Json)
}

/// Calls it off: all stakes go back.
#[utoipa::path(post, path = "/api/sessions/{id}/predictions/{prediction}/cancel", tag = "prediction",
    security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "the session's id"),
        ("prediction" = String, Path, description = "the prediction's id"),
    ),
    request_body = DirectPrediction,
    responses(
        (status = 200, body = Prediction),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn cancel_prediction(
    State(api): State<Api>,
    identity: Identity,
    PredictionPath(session, prediction): PredictionPath,
    OptionalBody(body): OptionalBody<DirectPrediction>,
) -> Result<Json<Prediction>, Failure> {
    let command = PredictionCommand::Cancel { prediction };
    ask(&api, &identity, &session, body.id.as_deref(), (Some(prediction), command)).await.map(Json)
}
