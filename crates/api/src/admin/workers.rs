//! `GET /api/admin/workers`, and `POST /api/admin/workers/{name}/run`

use axum::Json;
use axum::extract::State;
use protocol::{Code, Problem, WorkerEntry, WorkerList, WorkerState};
use store::{JobState, Jobs, StoredJob};
use timeline::Timestamp;

use super::operator::Operator;
use crate::body::PathId;
use crate::failure::Failure;
use crate::state::Api;
use crate::to_wire;

/// Returns how the workers stand, by name.
#[utoipa::path(get, path = "/api/admin/workers", tag = "admin", security(("bearer" = [])), responses(
    (status = 200, body = WorkerList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_workers(State(api): State<Api>, _: Operator) -> Result<Json<WorkerList>, Failure> {
    let now = api.host().clock().now();
    let jobs = jobs(&api)?.jobs().await?;
    Ok(Json(WorkerList { workers: jobs.into_iter().map(|job| entry(job, now)).collect() }))
}

/// Asks for a run as soon as may be: within seconds, where a process has its workers on.
#[utoipa::path(post, path = "/api/admin/workers/{name}/run", tag = "admin", security(("bearer" = [])),
    params(("name" = String, Path, description = "the worker's name")),
    responses(
        (status = 200, body = WorkerEntry),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn run_worker(
    State(api): State<Api>,
    _: Operator,
    PathId(name): PathId,
) -> Result<Json<WorkerEntry>, Failure> {
    let (now, jobs) = (api.host().clock().now(), jobs(&api)?);
    jobs.ask_for_run(&name, now).await?;
    let job = jobs.jobs().await?.into_iter().find(|job| job.name == name);
    let unknown = || Failure::new(Code::WorkerNotFound, "no process has run a worker of this name; look at the list");
    Ok(Json(entry(job.ok_or_else(unknown)?, now)))
}

fn jobs(api: &Api) -> Result<&dyn Jobs, Failure> {
    api.store().jobs().ok_or_else(|| Failure::new(Code::Internal, "this store keeps nothing of workers"))
}

fn entry(job: StoredJob, now: Timestamp) -> WorkerEntry {
    let state = match job.state(now) {
        JobState::Running => WorkerState::Running,
        JobState::Done => WorkerState::Done,
        JobState::Partly => WorkerState::Partly,
        JobState::Failed => WorkerState::Failed,
        JobState::Stopped => WorkerState::Stopped,
    };
    WorkerEntry {
        left_undone: job.is_left_undone(now),
        name: job.name,
        state,
        begun_at: to_wire::rfc3339(job.begun_at),
        ended_at: job.ended_at.map(to_wire::rfc3339),
        due_at: to_wire::rfc3339(job.due_at),
        runs: job.run,
        done: job.done,
        total: job.total,
        note: job.note,
        trouble: job.trouble,
        failure: job.failure,
        failures: job.failures,
    }
}
