//! `/api/admin/experiments`, and what is below it.

use axum::Json;
use axum::extract::State;
use protocol::{Code, ExperimentDefinition, ExperimentDetail, ExperimentEntry, ExperimentList, Problem};
use store::{EXPERIMENTS_MAX, Experiments, last_phase, read_phase};

use super::change::{ExperimentError, define_experiment, start_experiment, stop_experiment};
use super::wire;
use crate::admin::operator::Operator;
use crate::body::{Body, PathId};
use crate::failure::Failure;
use crate::state::Api;

/// For how many days it is told how a reading came about.
const RESULTS_MAX: u32 = 400;

/// Returns all experiments.
#[utoipa::path(get, path = "/api/admin/experiments", tag = "admin", security(("bearer" = [])), responses(
    (status = 200, body = ExperimentList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_experiments(State(api): State<Api>, _: Operator) -> Result<Json<ExperimentList>, Failure> {
    let all = kept(&api)?.all_experiments(EXPERIMENTS_MAX).await?;
    Ok(Json(ExperimentList { experiments: all.iter().map(wire::entry).collect() }))
}

/// Defines an experiment, or defines it anew, unless it runs.
#[utoipa::path(post, path = "/api/admin/experiments", tag = "admin", security(("bearer" = [])),
    request_body = ExperimentDefinition, responses(
    (status = 200, body = ExperimentEntry),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn define(
    State(api): State<Api>,
    _: Operator,
    Body(definition): Body<ExperimentDefinition>,
) -> Result<Json<ExperimentEntry>, Failure> {
    let checked = wire::draft(definition).check();
    let definition = checked.map_err(|flaw| Failure::new(Code::BadRequest, format!("the definition's {flaw}")))?;
    let stored = define_experiment(api.store(), definition, api.host().clock().now()).await?;
    Ok(Json(wire::entry(&stored)))
}

/// Returns an experiment, and what it amounts to.
#[utoipa::path(get, path = "/api/admin/experiments/{key}", tag = "admin", security(("bearer" = [])),
    params(("key" = String, Path, description = "the experiment's key")),
    responses(
        (status = 200, body = ExperimentDetail),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn read_experiment(
    State(api): State<Api>,
    _: Operator,
    PathId(key): PathId,
) -> Result<Json<ExperimentDetail>, Failure> {
    let kept = kept(&api)?;
    let stored = kept.experiment(&key).await?.ok_or(ExperimentError::Unknown(key))?;
    let (mut reading, mut over_time) = (None, Vec::new());
    if let Some(phase) = last_phase(kept, &stored).await? {
        reading = Some(wire::reading(phase.phase, &read_phase(kept, &phase).await?));
        over_time = kept.results(phase.definition.key(), phase.phase, RESULTS_MAX).await?;
    }
    Ok(Json(ExperimentDetail {
        experiment: wire::entry(&stored),
        definition: wire::definition(stored.experiment.definition.draft()),
        reading,
        over_time: over_time.iter().rev().map(wire::moment).collect(),
    }))
}

/// Starts an experiment: its next phase.
#[utoipa::path(post, path = "/api/admin/experiments/{key}/start", tag = "admin", security(("bearer" = [])),
    params(("key" = String, Path, description = "the experiment's key")),
    responses(
        (status = 200, body = ExperimentEntry),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn start(
    State(api): State<Api>,
    _: Operator,
    PathId(key): PathId,
) -> Result<Json<ExperimentEntry>, Failure> {
    let stored = start_experiment(api.store(), &key, api.host().clock().now()).await?;
    Ok(Json(wire::entry(&stored)))
}

/// Stops an experiment: everybody gets the control from then on.
#[utoipa::path(post, path = "/api/admin/experiments/{key}/stop", tag = "admin", security(("bearer" = [])),
    params(("key" = String, Path, description = "the experiment's key")),
    responses(
        (status = 200, body = ExperimentEntry),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn stop(
    State(api): State<Api>,
    _: Operator,
    PathId(key): PathId,
) -> Result<Json<ExperimentEntry>, Failure> {
    let stored = stop_experiment(api.store(), &key, api.host().clock().now()).await?;
    Ok(Json(wire::entry(&stored)))
}

fn kept(api: &Api) -> Result<&dyn Experiments, Failure> {
    Ok(api.store().experiments().ok_or(ExperimentError::NotKept)?)
}

impl From<ExperimentError> for Failure {
    fn from(error: ExperimentError) -> Self {
        let code = match error {
            ExperimentError::Unknown(_) => Code::ExperimentNotFound,
            ExperimentError::Refused(_) | ExperimentError::Raced | ExperimentError::TooMany => {
                Code::ExperimentUnchanged
            }
            ExperimentError::NotKept => Code::Internal,
            ExperimentError::Store(error) => return error.into(),
        };
        Self::new(code, error.to_string())
    }
}
