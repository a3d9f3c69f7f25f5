//! `PATCH /api/series/{id}`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::{ChangeSeries, Code, Problem, Series};
use session::WordFilter;
use store::{SeriesState, StoredSeries};

use super::evening::Found;
use super::schedule::Schedule;
use super::to_wire;
use crate::body::{Body, PathId};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::to_domain;

/// Changes a series: only who looks after it may. An evening that goes on stays as it is.
#[utoipa::path(patch, path = "/api/series/{id}", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "its id")), request_body = ChangeSeries,
    responses(
        (status = 200, body = Series),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn change_series(
    State(api): State<Api>,
    identity: Identity,
    headers: HeaderMap,
    PathId(id): PathId,
    Body(change): Body<ChangeSeries>,
) -> Result<Json<Series>, Failure> {
    let mut found = Found::by_id(&api, &id, Some(&identity)).await?;
    if !found.is_of(Some(&identity)) {
        return Err(Failure::new(Code::NotAllowed, "only who looks after a series changes it; ask them"));
    }
    api.limits().command(&found.series.owner)?;
    if found.series.state == SeriesState::Ended {
        return Err(Failure::new(Code::SeriesOver, "this series is over; make another one out of a session"));
    }
    let seen = found.series.updated_at;
    // Always later than what it follows, so that of two changes at one moment one is refused.
    let updated_at = api.host().clock().now().max(seen.plus_ms(1));
    let changed = StoredSeries { updated_at, ..changed(&found.series, change, &api.options().blocked_words)? };
    if !api.all_series()?.change_series(&changed, seen).await? {
        return Err(Failure::new(
            Code::Stale,
            "somebody else changed it at the same moment; look again, and try again",
        ));
    }
    found.series = changed;
    Ok(Json(to_wire::series(&api, &headers, &found, Some(&identity)).await?))
}

fn changed(series: &StoredSeries, change: ChangeSeries, words: &WordFilter) -> Result<StoredSeries, Failure> {
    let ChangeSeries { title, weekly, time_zone, state } = change;
    let mut changed = series.clone();
    if let Some(title) = title {
        changed.title = to_domain::title(&title)?;
        words.check(changed.title.as_str())?;
    }
    if weekly.is_some() || time_zone.is_some() {
        let kept = || Schedule::kept(&series.weekly, &series.time_zone);
        let weekly =
            weekly.unwrap_or_else(|| kept().iter().flat_map(Schedule::times).map(|time| time.wire()).collect());
        changed.time_zone = time_zone.unwrap_or(changed.time_zone);
        changed.weekly = Schedule::asked(&weekly, &changed.time_zone)?.words();
    }
    if let Some(state) = state {
        changed.state = match state {
            protocol::SeriesState::Running => SeriesState::Running,
            protocol::SeriesState::Paused => SeriesState::Paused,
            protocol::SeriesState::Ended => SeriesState::Ended,
        };
    }
    Ok(changed)
}
